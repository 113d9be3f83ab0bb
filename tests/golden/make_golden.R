# Every golden value anew: each R script of this folder in an R of its own.
# Run from the repository's root: Rscript tests/golden/make_golden.R (make golden makes the data first)
here <- file.path("tests", "golden")
stopifnot("run from the repository's root" = dir.exists(here))
rscript <- file.path(R.home("bin"), "Rscript")
run <- function(name, folder = ".") {
  back <- setwd(folder)
  on.exit(setwd(back))
  if (system2(rscript, shQuote(name)) != 0) stop(name, " failed")
}
for (name in c("make_association.R", "make_evaluation.R")) run(name, here)  # beside themselves
for (name in c("make_measurement.R", "make_response.R", "make_sample.R")) run(file.path(here, name))
