# Reference values of the measuring rooms, by R packages where one has the number.
# Run from the repository's root: Rscript tests/golden/make_measurement.R
suppressPackageStartupMessages({
  library(psych); library(multilevel); library(lme4); library(lavaan)
})
here <- file.path("tests", "golden")
survey <- read.csv(file.path(here, "measurement_survey.csv"))
tiny <- read.csv(file.path(here, "measurement_tiny.csv"))
items <- paste0("t", 1:6)
turned <- survey[items]
turned[c("t2", "t5")] <- 6 - turned[c("t2", "t5")]
put <- function(table, name) {
  number <- sapply(table, is.numeric)
  table[number] <- lapply(table[number], function(x) sprintf("%.12g", x))
  write.csv(table, file.path(here, paste0("measurement_", name, ".csv")), row.names = FALSE,
            quote = FALSE, eol = "\n")
}

# --- scores: psych::scoreFast, then 1-5 to 0-100, then our missing rule (3 of 6, 2 of 3) ---------
score <- function(keys, least) {
  mean15 <- scoreFast(list(s = keys), survey, impute = "none", min = 1, max = 5)[, 1]
  n <- rowSums(!is.na(survey[gsub("-", "", keys)]))
  data.frame(score = ifelse(n >= least, (mean15 - 1) * 25, NA), n = n)
}
all6 <- score(c("t1", "-t2", "t3", "t4", "-t5", "t6"), 3)
first3 <- score(c("t1", "-t2", "t3"), 2)
put(data.frame(T = all6$score, T3 = first3$score, T_n = all6$n, T3_n = first3$n), "scores")

# --- alpha: psych; Feldt's interval: psych::alpha.ci -------------------------------------------
alpha_row <- function(case, x, missing, conf = .95) {
  pair_n <- crossprod(!is.na(x))
  complete <- x[complete.cases(x), , drop = FALSE]
  if (missing == "listwise") { used <- complete; n <- n_ci <- nrow(used) }
  else { used <- x; n <- sum(rowSums(!is.na(x)) >= 2); n_ci <- min(pair_n[upper.tri(pair_n)]) }
  if (any(apply(used, 2, var, na.rm = TRUE) == 0)) {  # psych cannot take a constant item
    C <- cov(used); k <- ncol(C); est <- k / (k - 1) * (1 - sum(diag(C)) / sum(C))
  } else est <- suppressWarnings(suppressMessages(
    psych::alpha(used, delete = FALSE, warnings = FALSE)$total$raw_alpha))
  ci <- alpha.ci(est, n.obs = n_ci, n.var = ncol(x), p.val = 1 - conf)
  data.frame(case = case, missing = missing, conf_level = conf, estimate = est,
             conf_low = ci$lower.ci, conf_high = ci$upper.ci, n = n, n_items = ncol(x))
}
case <- function(name, columns) tiny[tiny$case == name, columns]
i123 <- c("i1", "i2", "i3")
put(rbind(
  alpha_row("survey", turned, "listwise"), alpha_row("survey", turned, "pairwise"),
  alpha_row("survey", turned, "listwise", .90),
  alpha_row("constant", case("constant", i123), "listwise"),
  alpha_row("two", case("two", i123[1:2]), "listwise"),
  alpha_row("opposed", case("opposed", i123), "listwise"),
  alpha_row("three", case("three", i123), "listwise")), "alpha")

# --- Spearman-Brown: cor.test -------------------------------------------------------------------
stepped <- function(case, x, conf) {
  x <- x[complete.cases(x), ]
  test <- cor.test(x[[1]], x[[2]], conf.level = conf)
  up <- function(r) 2 * r / (1 + r)
  data.frame(case = case, conf_level = conf, estimate = up(test$estimate[[1]]),
             conf_low = up(test$conf.int[1]), conf_high = up(test$conf.int[2]), n = nrow(x))
}
put(rbind(stepped("survey", turned[c("t1", "t3")], .95), stepped("survey", turned[c("t1", "t3")], .8),
          stepped("two", case("two", i123[1:2]), .95)), "spearman_brown")

# --- omega: lavaan ------------------------------------------------------------------------------
omega_row <- function(columns, conf) {
  k <- length(columns)
  loadings <- paste0("l", 1:k); errors <- paste0("e", 1:k)
  model <- c(paste0("f =~ ", paste0(loadings, "*", columns, collapse = " + ")),
             paste0(columns, " ~~ ", errors, "*", columns),
             paste0("common := ", paste(loadings, collapse = " + ")),
             paste0("rest := ", paste(errors, collapse = " + ")),
             "omega := common^2 / (common^2 + rest)")
  used <- turned[complete.cases(turned[columns]), columns]
  fit <- cfa(paste(model, collapse = "\n"), data = used, std.lv = TRUE)
  found <- subset(parameterEstimates(fit, level = conf), lhs == "omega")
  data.frame(items = paste(columns, collapse = " "), conf_level = conf, estimate = found$est,
             conf_low = found$ci.lower, conf_high = found$ci.upper, n = nrow(used), n_items = k)
}
put(rbind(omega_row(items, .95), omega_row(items[c(1, 3, 4, 6)], .95),
          omega_row(items[1:3], .90)), "omega")

# --- items: psych -------------------------------------------------------------------------------
item_rows <- function(missing) {
  used <- if (missing == "listwise") turned[complete.cases(turned), ] else turned
  found <- suppressWarnings(psych::alpha(used, warnings = FALSE))
  rest <- if (missing == "listwise") sapply(items, function(i) cor(used[[i]], rowSums(used[setdiff(items, i)])))
          else { C <- cov(used, use = "pairwise"); sapply(items, function(i) {
            o <- setdiff(items, i); sum(C[i, o]) / sqrt(C[i, i] * sum(C[o, o])) }) }
  data.frame(missing = missing, item = items, n = found$item.stats$n,
             n_missing = colSums(is.na(turned)), mean = found$item.stats$mean,
             sd = found$item.stats$sd, item_rest_r = rest,
             alpha_if_deleted = found$alpha.drop$raw_alpha,
             floor = colMeans(used == 1, na.rm = TRUE), ceiling = colMeans(used == 5, na.rm = TRUE))
}
put(rbind(item_rows("listwise"), item_rows("pairwise")), "items")

# --- agreement: multilevel (2.7 deletes listwise); pairwise from the formulas -------------------
listwise <- data.frame(
  missing = "listwise", group = rwg.j(turned, survey$unit)$grpid,
  n = rwg.j(turned, survey$unit)$gsize,
  rwg_j = rwg.j(turned, survey$unit, ranvar = 2)$rwg.j,
  rwg_j_star = rwg.j.lindell(turned, survey$unit, ranvar = 2)$rwg.lindell,
  ad_mean = ad.m(turned, survey$unit)$AD.M)
pairwise <- do.call(rbind, lapply(split(turned, survey$unit), function(Q) {
  Q <- Q[rowSums(!is.na(Q)) > 0, ]
  keep <- colSums(!is.na(Q)) >= 2
  q <- mean(apply(Q[, keep, drop = FALSE], 2, var, na.rm = TRUE)) / 2
  J <- sum(keep); r <- max(1 - q, 0)
  data.frame(missing = "pairwise", n = nrow(Q), rwg_j = J * r / (J * r + 1 - r), rwg_j_star = 1 - q,
             ad_mean = mean(apply(Q[, keep, drop = FALSE], 2, function(x)
               mean(abs(x - mean(x, na.rm = TRUE)), na.rm = TRUE))))
}))
pairwise$group <- rownames(pairwise)
put(rbind(listwise, pairwise[names(listwise)]), "agreement")

# --- ICC: multilevel and lme4; profile interval from lme4's own deviance function ---------------
icc_anova <- function(variable, conf) {
  used <- data.frame(y = survey[[variable]], unit = factor(survey$unit))
  used <- droplevels(used[!is.na(used$y), ])
  fit <- aov(y ~ unit, used)
  G <- nlevels(used$unit); N <- nrow(used); k <- N / G
  f <- summary(fit)[[1]][1, 4]; tail <- (1 - conf) / 2
  low <- f / qf(1 - tail, G - 1, N - G); high <- f * qf(1 - tail, N - G, G - 1)
  data.frame(variable = variable, method = "anova", conf_level = conf, icc1 = ICC1(fit),
             icc2 = ICC2(fit), conf_low = (low - 1) / (low + k - 1),
             conf_high = (high - 1) / (high + k - 1), k = k, n = N, n_groups = G)
}
fit_reml <- function(variable) {
  used <- data.frame(y = survey[[variable]], unit = factor(survey$unit))
  used <- droplevels(used[!is.na(used$y), ])
  lmer(y ~ 1 + (1 | unit), used, control = lmerControl(
    optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12), check.conv.singular = "ignore"))
}
icc_reml <- function(variable, conf) {
  fit <- fit_reml(variable)
  theta <- getME(fit, "theta")[[1]]
  deviance_at <- update(fit, devFunOnly = TRUE)
  best <- deviance_at(theta); reach <- qchisq(conf, 1)
  above <- function(t) deviance_at(t) - best - reach
  share <- function(t) t^2 / (1 + t^2)
  low <- if (above(0) <= 0) 0 else uniroot(above, c(0, theta), tol = 1e-12)$root
  high <- uniroot(above, c(max(theta, 1e-8), 20), tol = 1e-12)$root
  N <- nobs(fit); G <- ngrps(fit)[[1]]; k <- N / G; r <- share(theta)
  data.frame(variable = variable, method = "reml", conf_level = conf, icc1 = r,
             icc2 = k * r / (1 + (k - 1) * r), conf_low = share(low), conf_high = share(high),
             k = k, n = N, n_groups = G)
}
put(rbind(icc_anova("score", .95), icc_anova("flat", .95), icc_anova("score", .8),
          icc_reml("score", .95), icc_reml("flat", .95), icc_reml("score", .8)), "icc")

# --- shrunken means: lme4; errors of prediction from the mixed-model equations ------------------
shrunken <- function(variable) {
  fit <- fit_reml(variable)
  used <- model.frame(fit)
  Z <- model.matrix(~ 0 + unit, used); X <- matrix(1, nrow(Z), 1)
  s2 <- sigma(fit)^2; t2 <- getME(fit, "theta")[[1]]^2 * s2
  C <- solve(rbind(cbind(t(X) %*% X, t(X) %*% Z),
                   cbind(t(Z) %*% X, t(Z) %*% Z + diag(s2 / t2, ncol(Z)))) / s2)
  L <- cbind(1, diag(ncol(Z)))
  n <- as.vector(table(used$unit))
  data.frame(variable = variable, group = levels(used$unit), n = n,
             mean = as.vector(tapply(used$y, used$unit, mean)),
             estimate = coef(fit)$unit[levels(used$unit), 1], std_error = sqrt(diag(L %*% C %*% t(L))),
             reliability = t2 / (t2 + s2 / n))
}
put(shrunken("score"), "shrunken")

# --- detectable change: power.t.test; unequal waves by root of pt -------------------------------
change <- function(n, n_last, sd, icc, power, conf) {
  within <- sd * sqrt(1 - icc)
  if (n == n_last) {
    found <- power.t.test(n = n, sd = within, power = power, sig.level = 1 - conf,
                          tol = .Machine$double.eps^.75)$delta
  } else {
    df <- n + n_last - 2; limit <- qt((1 + conf) / 2, df)
    shift <- uniroot(function(d) pt(limit, df, ncp = d, lower.tail = FALSE) - power, c(0, 30), tol = 1e-13)$root
    found <- shift * within * sqrt(1 / n + 1 / n_last)
  }
  data.frame(n = n, n_last = n_last, sd = sd, icc = icc, power = power, conf_level = conf, change = found)
}
put(rbind(change(5, 5, 20, 0, .8, .95), change(12, 12, 18, .12, .8, .95), change(40, 40, 18, .2, .9, .9),
          change(5, 9, 20, .1, .8, .95), change(2, 30, 15, 0, .8, .95)), "detectable")

used <- c("psych", "multilevel", "lme4", "lavaan")
versions <- sapply(used, function(p) as.character(packageVersion(p)))
writeLines(c(R.version.string, paste(used, versions)), file.path(here, "measurement_session.txt"))
