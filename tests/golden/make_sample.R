# The sample study scored and described by R alone, from its CSV with answers in words.
# Run from the repository's root: Rscript tests/golden/make_sample.R
suppressPackageStartupMessages({ library(psych); library(multilevel); library(lme4); library(lavaan) })
here <- file.path("tests", "golden")
answers <- read.csv2(file.path("data", "sample", "responses.csv"), fileEncoding = "UTF-8-BOM",
                     check.names = FALSE, encoding = "UTF-8")
names(answers)[1:4] <- c("respondent", "wave", "unit", "role")
extent <- c("I meget ringe grad", "I ringe grad", "Delvist", "I høj grad", "I meget høj grad")
often <- c("Aldrig/næsten aldrig", "Sjældent", "Sommetider", "Ofte", "Altid")
scales <- list(TM = c("TM1", "TMX2", "TM3", "TM4"), TE = c("TE1", "TE2", "TE3"),
               JU = paste0("JU", 1:4), SW = paste0("SW", 1:3))
for (item in unlist(scales)) {
  words <- if (startsWith(item, "SW")) often else extent
  answers[[item]] <- 25 * (match(answers[[item]], words) - 1)
}
for (item in c("TM3", "TE1", "TE2")) answers[[item]] <- 100 - answers[[item]]
put <- function(table, name) {
  number <- sapply(table, is.numeric)
  table[number] <- lapply(table[number], function(x) sprintf("%.12g", x))
  write.csv(table, file.path(here, paste0("sample_", name, ".csv")), row.names = FALSE,
            quote = FALSE, eol = "\n")
}

# --- employees of the second survey: score (half of the items answered), alpha, omega, both ICCs
staff <- answers[answers$wave == "2. måling" & answers$role == "Medarbejder", ]
omega_of <- function(items) {
  loadings <- paste0("l", seq_along(items)); errors <- paste0("e", seq_along(items))
  model <- c(paste0("f =~ ", paste0(loadings, "*", items, collapse = " + ")),
             paste0(items, " ~~ ", errors, "*", items),
             paste0("omega := (", paste(loadings, collapse = " + "), ")^2 / ((",
                    paste(loadings, collapse = " + "), ")^2 + ", paste(errors, collapse = " + "), ")"))
  used <- staff[complete.cases(staff[items]), items] / 25  # steps: the optimiser likes them better
  found <- parameterEstimates(cfa(paste(model, collapse = "\n"), data = used, std.lv = TRUE))
  found[found$lhs == "omega", c("est", "ci.lower", "ci.upper")]
}
described <- function(code) {
  items <- scales[[code]]
  score <- ifelse(rowSums(!is.na(staff[items])) >= length(items) / 2, rowMeans(staff[items], na.rm = TRUE), NA)
  used <- staff[complete.cases(staff[items]), items]
  a <- suppressWarnings(psych::alpha(used)); o <- omega_of(items)
  ci <- alpha.ci(a$total$raw_alpha, n.obs = nrow(used), n.var = length(items))
  d <- na.omit(data.frame(score, unit = factor(staff$unit)))
  rows <- aov(score ~ unit, d)
  v <- as.data.frame(VarCorr(lmer(score ~ 1 + (1 | unit), d)))$vcov
  data.frame(variable = code, n = nrow(d), mean = mean(d$score), sd = sd(d$score),
             alpha = a$total$raw_alpha, alpha_low = ci$lower.ci, alpha_high = ci$upper.ci,
             omega = o$est, omega_low = o$ci.lower, omega_high = o$ci.upper,
             icc1 = ICC1(rows), icc2 = ICC2(rows), icc1_reml = v[1] / sum(v))
}
put(do.call(rbind, lapply(names(scales), described)), "scales")

# --- agreement about justice, unit by unit, people with every item; a lone one agrees with nobody
just <- staff[complete.cases(staff[scales$JU]), ]
just <- just[just$unit %in% names(which(table(just$unit) > 1)), ]
agreed <- rwg.j(just[scales$JU], just$unit, ranvar = 1250)
m <- sapply(split(just[scales$JU], just$unit), function(x) mean(apply(x, 2, var)))
ad <- sapply(split(just[scales$JU], just$unit), function(x)
  mean(sapply(x, function(y) mean(abs(y - mean(y))))) / 25)
put(data.frame(group = names(m), n = as.vector(table(just$unit)[names(m)]),
               rwg_j = agreed$rwg.j[match(names(m), agreed$grpid)], rwg_j_star = 1 - m / 1250,
               ad_mean = ad), "agreement")

# --- the factor models that skcore export --to lavaan asks for, written out by hand
m <- "a =~ TM1 + TMX2 + TM3 + TM4\nb =~ TE1 + TE2 + TE3\nc =~ JU1 + JU2 + JU3 + JU4\nd =~ SW1 + SW2 + SW3"
everybody <- answers[answers$role == "Medarbejder", ]
fit_of <- function(constraint, ...) {
  found <- fitMeasures(suppressWarnings(cfa(m, ...)))
  data.frame(model = "copsoq3-social-capital", constraint = constraint, chi_square = found[["chisq.scaled"]], df = found[["df.scaled"]], p_value = found[["pvalue.scaled"]],
             cfi = found[["cfi.scaled"]], tli = found[["tli.scaled"]], rmsea = found[["rmsea.scaled"]], srmr = found[["srmr"]])
}
over <- function(constraint, ...) fit_of(constraint, data = everybody, group = "wave", estimator = "MLR", missing = "fiml", ...)
factors <- rbind(
  fit_of("none", data = staff, ordered = TRUE, missing = "pairwise"),
  over("configural"), over("metric", group.equal = "loadings"), over("scalar", group.equal = c("loadings", "intercepts")))
put(factors, "factors")
ordinal <- do.call(rbind, lapply(names(scales), function(code) {
  used <- staff[complete.cases(staff[scales[[code]]]), scales[[code]]]
  r <- psych::polychoric(used / 25, correct = 0)$rho
  data.frame(model = code, estimate = suppressWarnings(psych::alpha(r))$total$raw_alpha, n = nrow(used)) }))
put(ordinal, "ordinal")

used <- c("psych", "multilevel", "lme4", "lavaan")
versions <- sapply(used, function(p) as.character(packageVersion(p)))
writeLines(c(R.version.string, paste(used, versions)), file.path(here, "sample_session.txt"))
