# Confirmatory factor analysis of a study's scales, invariance over surveys and roles, and alpha of
# ordered answers. Made by skcore export --to lavaan.
# Run beside the data: Rscript $script
# It writes $result: fit and alpha only, nobody's answers. Read it by skcore.read_lavaan(folder).
suppressMessages(library(lavaan))
asked <- grep("^--file=", commandArgs(), value = TRUE)
here <- if (length(asked)) dirname(normalizePath(sub("^--file=", "", asked[1]))) else getwd()
data <- read.csv(file.path(here, "$data"), fileEncoding = "UTF-8", check.names = FALSE)
# codes as points, turned where an item is reversed; answers outside the scale are missing
$points
staff <- data[data$$role == "employee", ]
now <- as.character(data$$wave) == "$last"
latest <- staff[as.character(staff$$wave) == "$last", ]
models <- list(
$models
)
scales <- list(
$scales
)
rows <- list()
put <- function(...) rows[[length(rows) + 1]] <<- data.frame(...)
fitted <- function(...) tryCatch(suppressWarnings(cfa(...)), error = function(e) e)
fit_row <- function(model, estimator, group, constraint, fit) {
  told <- rep(NA_real_, 9); n <- NA; reason <- if (inherits(fit, "error")) "not fitted" else if (!lavInspect(fit, "converged")) "not converged" else ""
  if (reason == "") {
    wanted <- c("chisq", "df", "pvalue", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper")
    all <- fitMeasures(fit)
    told <- unname(c(all[paste0(wanted, ".scaled")], all["srmr"])); n <- sum(lavInspect(fit, "nobs"))
  }
  names(told) <- c("chi_square", "df", "p_value", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr")
  put(model = model, estimator = estimator, group = group, constraint = constraint, t(told), estimate = NA, n = n, reason = reason)
}
alpha_row <- function(model, estimate, n)
  put(model = model, estimator = "polychoric", group = "none", constraint = "ordinal_alpha", chi_square = NA, df = NA, p_value = NA,
      cfi = NA, tli = NA, rmsea = NA, rmsea_low = NA, rmsea_high = NA, srmr = NA, estimate = estimate, n = n, reason = if (is.na(estimate)) "not fitted" else "")
steps <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
for (id in names(models)) {
  items <- lavNames(models[[id]], "ov")
  fit_row(id, "WLSMV", "none", "none", fitted(models[[id]], latest, ordered = items, std.lv = TRUE, missing = "pairwise"))
  for (group in c("wave", "role")) {
    own <- if (group == "wave") staff else data[now, ]
    if (length(unique(own[[group]])) < 2) next
    for (step in names(steps)) fit_row(id, "MLR", group, step, fitted(models[[id]], own, group = group,
      group.equal = steps[[step]], estimator = "MLR", missing = "ml"))
  }
}
for (code in names(scales)) {
  items <- scales[[code]]; used <- latest[complete.cases(latest[items]), items]
  # alpha of the correlations that ordered answers stand for
  r <- tryCatch(suppressWarnings(unclass(lavCor(used, ordered = items))), error = function(e) NULL)
  k <- length(items)
  alpha_row(code, if (is.null(r)) NA else k / (k - 1) * (1 - k / sum(r)), nrow(used))
}
write.csv(do.call(rbind, rows), file.path(here, "$result"), row.names = FALSE, na = "")
