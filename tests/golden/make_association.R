# Golden values of tests/test_association*.py and tests/test_evaluation*.py.
# Run in this folder: Rscript make_association.R   (after make_association_data.py)
suppressMessages({library(lme4); library(nlme); library(MASS); library(sandwich); library(multilevel); library(numDeriv)})
rows <- list()
put <- function(case, term, ...) {
  values <- list(...)
  for (name in names(values))
    rows[[length(rows) + 1]] <<- data.frame(case = case, term = term, column = name, value = as.numeric(values[[name]]))
}
wald <- function(b, s, df = Inf) list(low = b - qt(.975, df) * s, high = b + qt(.975, df) * s, p = 2 * pt(-abs(b / s), df))

people <- read.csv("association_people.csv")
units <- read.csv("association_units.csv")
waves <- read.csv("association_waves.csv")

# correlations -------------------------------------------------------------------------------
two <- na.omit(people[, c("trust", "who5")])
a <- cor.test(two$trust, two$who5)
put("pearson", "trust-who5", estimate = a$estimate, conf_low = a$conf.int[1], conf_high = a$conf.int[2], p_value = a$p.value, n = nrow(two))
s <- cor.test(two$trust, two$who5, method = "spearman", exact = FALSE)
se <- sqrt((1 + s$estimate^2 / 2) / (nrow(two) - 3))
put("spearman", "trust-who5", estimate = s$estimate, conf_low = tanh(atanh(s$estimate) - qnorm(.975) * se), conf_high = tanh(atanh(s$estimate) + qnorm(.975) * se), p_value = s$p.value, n = nrow(two))
three <- na.omit(people[, c("trust", "who5", "age", "unit")])
partial <- function(d) cor(resid(lm(trust ~ age, d)), resid(lm(who5 ~ age, d)))
ranked <- function(d) { for (v in c("trust", "who5", "age")) d[[v]] <- rank(d[[v]]); partial(d) }
for (m in c("pearson", "spearman")) {
  r <- if (m == "pearson") partial(three) else ranked(three)
  n <- nrow(three); t <- r * sqrt((n - 3) / (1 - r^2))
  se <- sqrt((if (m == "pearson") 1 else 1 + r^2 / 2) / (n - 4))
  put(paste("partial", m), "trust-who5", estimate = r, conf_low = tanh(atanh(r) - qnorm(.975) * se), conf_high = tanh(atanh(r) + qnorm(.975) * se), p_value = 2 * pt(-abs(t), n - 3), n = n)
}
jack <- function(d, f) {
  g <- unique(d$unit); G <- length(g)
  z <- sapply(g, function(u) atanh(f(d[d$unit != u, ])))
  se <- sqrt((G - 1) / G * sum((z - mean(z))^2)); w <- wald(atanh(f(d)), se, G - 1)
  list(r = f(d), low = tanh(w$low), high = tanh(w$high), p = w$p, n = nrow(d), G = G)
}
pair <- na.omit(people[, c("trust", "who5", "unit")])
clustered <- list("cluster pearson" = jack(pair, function(d) cor(d$trust, d$who5)),
  "cluster spearman" = jack(pair, function(d) cor(rank(d$trust), rank(d$who5))),
  "cluster partial" = jack(three, partial))
for (case in names(clustered)) {
  j <- clustered[[case]]
  put(case, "trust-who5", estimate = j$r, conf_low = j$low, conf_high = j$high, p_value = j$p, n = j$n, n_groups = j$G)
}
few <- units[1:8, ]
e <- cor.test(few$trust, few$absence_days / few$fte_years, method = "spearman", exact = TRUE)
put("exact spearman", "few", estimate = e$estimate, p_value = e$p.value, n = 8)

# levels -------------------------------------------------------------------------------------
w <- waba(pair$trust, pair$who5, pair$unit)$Cov.Theorem
means <- aggregate(cbind(trust, who5) ~ unit, pair, mean)
put("levels", "raw", estimate = w$RawCorr, n = nrow(pair))
put("levels", "within", estimate = w$CorrW, n = nrow(pair))
put("levels", "between", estimate = w$CorrB, n = nrow(means))
put("levels", "between_unweighted", estimate = cor(means$trust, means$who5), n = nrow(means))
aov1 <- aov(trust ~ factor(unit), people)
put("icc2", "trust", estimate = ICC2(aov1), n = sum(!is.na(people$trust)))
plain <- tapply(people$trust, people$unit, mean, na.rm = TRUE)
size <- tapply(!is.na(people$trust), people$unit, sum)
inside <- summary(aov1)[[1]]["Residuals", "Mean Sq"]
put("icc2 once", "trust", estimate = 1 - inside * mean(1 / size) / var(plain), n = sum(size))

# random intercept ---------------------------------------------------------------------------
three$unit_trust <- ave(three$trust, three$unit)
fit <- lmer(who5 ~ trust + age + unit_trust + (1 | unit), three, control = lmerControl(optCtrl = list(xtol_abs = 1e-10, ftol_abs = 1e-12)))
v <- as.data.frame(VarCorr(fit))$vcov
ct <- coef(summary(fit))
tt <- summary(lme(who5 ~ trust + age + unit_trust, random = ~ 1 | unit, three, control = lmeControl(msTol = 1e-12, tolerance = 1e-10)))$tTable
for (k in 1:4) {
  i <- wald(ct[k, 1], ct[k, 2], tt[k, "DF"])
  put("mixed", c("intercept", "trust", "age", "unit_trust")[k], estimate = ct[k, 1], std_error = ct[k, 2], conf_low = i$low, conf_high = i$high, p_value = tt[k, "p-value"], icc1 = v[1] / sum(v), n = nrow(three), n_groups = length(unique(three$unit)))
}

# counts -------------------------------------------------------------------------------------
terms <- c("trust", "nurses", "night")
step <- c(trust = 10, nurses = 0.1, night = 1)
record <- function(case, b, V, df, dispersion, n, extra = list()) for (t in terms) {
  i <- wald(b[[t]], sqrt(V[t, t]), df)
  do.call(put, c(list(case = case, term = t, estimate = exp(b[[t]] * step[[t]]), conf_low = exp(i$low * step[[t]]), conf_high = exp(i$high * step[[t]]), coefficient = b[[t]], coefficient_std_error = sqrt(V[t, t]), p_value = i$p, dispersion = dispersion, n = n), extra))
}
quasi <- glm(absence_days ~ trust + nurses + night + offset(log(fte_years)), quasipoisson, units, control = list(epsilon = 1e-14, maxit = 100))
phi <- summary(quasi)$dispersion
record("quasi", coef(quasi), vcov(quasi), df.residual(quasi), phi, 60)
record("quasi cluster", coef(quasi), vcovCL(quasi, units$department, type = "HC0", cadjust = TRUE), 14, phi, 60, list(n_clusters = 15))
nb <- glm.nb(spells ~ trust + nurses + night + offset(log(fte_years)), units, control = glm.control(epsilon = 1e-14, maxit = 200))
X <- model.matrix(nb); y <- units$spells; lf <- log(units$fte_years)
each <- function(q) dnbinom(y, size = 1 / q[5], mu = exp(drop(X %*% q[1:4]) + lf), log = TRUE)
q <- c(coef(nb), 1 / nb$theta)
H <- hessian(function(q) sum(each(q)), q)
V <- solve(-H); dimnames(V) <- list(c(colnames(X), "alpha"), c(colnames(X), "alpha"))
record("nb", coef(nb), V, Inf, 1 / nb$theta, 60)
S <- rowsum(jacobian(each, q), units$department)
VC <- V %*% crossprod(S) %*% V * 15 / 14; dimnames(VC) <- dimnames(V)
record("nb cluster", coef(nb), VC, 14, 1 / nb$theta, 60, list(n_clusters = 15))

# days have decimals: glm.nb warns of each of them ("non-integer x") and fits all the same
told <- 0
of_days <- withCallingHandlers(
  glm.nb(absence_days ~ trust + offset(log(fte_years)), units, control = glm.control(epsilon = 1e-14, maxit = 200)),
  warning = function(w) { told <<- told + grepl("non-integer", conditionMessage(w)); invokeRestart("muffleWarning") })
stopifnot(told == sum(units$absence_days %% 1 != 0))
put("nb of days", "trust", coefficient = coef(of_days)[["trust"]], dispersion = 1 / of_days$theta, n = 60)

# MASS::ships: standard errors as MASS and sandwich have them (theta taken as known), and with theta estimated too
sh <- transform(subset(MASS::ships, service > 0), yr = year - 60)
write.csv(sh, "association_ships.csv", row.names = FALSE)
sh <- transform(sh, P75 = as.numeric(period == 75), B = as.numeric(type == "B"))
snb <- glm.nb(incidents ~ yr + P75 + B + offset(log(service)), sh, control = glm.control(epsilon = 1e-14, maxit = 200))
X <- model.matrix(snb)
each <- function(q) dnbinom(sh$incidents, size = 1 / q[5], mu = exp(drop(X %*% q[1:4]) + log(sh$service)), log = TRUE)
q <- c(coef(snb), 1 / snb$theta)
V <- solve(-hessian(function(q) sum(each(q)), q))
S <- rowsum(jacobian(each, q), as.character(sh$type)); G <- nrow(S)
VC <- V %*% crossprod(S) %*% V * G / (G - 1)
known <- vcovCL(snb, sh$type, type = "HC0", cadjust = TRUE)
for (k in 2:4) {
  put("ships", names(coef(snb))[k], coefficient = coef(snb)[[k]], coefficient_std_error = sqrt(V[k, k]))
  put("ships cluster", names(coef(snb))[k], coefficient = coef(snb)[[k]], coefficient_std_error = sqrt(VC[k, k]))
  put("ships known theta", names(coef(snb))[k], coefficient_std_error = sqrt(vcov(snb)[k, k]), cluster_std_error = sqrt(known[k, k]))
}

# units: rate ratio and days with HC3 ----------------------------------------------------------
one <- glm(absence_days ~ trust + offset(log(fte_years)), quasipoisson, units, control = list(epsilon = 1e-14, maxit = 100))
V3 <- vcovHC(one, type = "HC3"); m <- mean(units$trust); b <- coef(one)
i <- wald(b[2], sqrt(V3[2, 2]), 58)
put("units", "rate_ratio measured", estimate = exp(10 * b[2]), conf_low = exp(10 * i$low), conf_high = exp(10 * i$high), p_value = i$p, n = 60)
days <- function(p) exp(p[1] + p[2] * (m + 5)) - exp(p[1] + p[2] * (m - 5))
g <- grad(days, b); d <- wald(days(b), sqrt(drop(g %*% V3 %*% g)), 58)
put("units", "days_per_fte measured", estimate = days(b), conf_low = d$low, conf_high = d$high, p_value = i$p, n = 60)
for (x in c(min(units$trust), max(units$trust))) {  # the ends of the line that is drawn
  at <- c(1, x); i <- wald(sum(at * b), sqrt(drop(at %*% V3 %*% at)), 58)
  put("line", if (x == min(units$trust)) "first" else "last", trust = x, estimate = exp(sum(at * b)), conf_low = exp(i$low), conf_high = exp(i$high), n = 60)
}
lambda <- .7; selambda <- .06
V4 <- rbind(cbind(V3, 0), 0); V4[3, 3] <- selambda^2; q3 <- c(b, lambda)
slope <- function(p) p[2] / p[3]
g <- grad(slope, q3); i <- wald(slope(q3), sqrt(drop(g %*% V4 %*% g)), 58)
put("units", "rate_ratio corrected", estimate = exp(10 * slope(q3)), conf_low = exp(10 * i$low), conf_high = exp(10 * i$high), p_value = i$p, n = 60)
days2 <- function(p) exp(p[1] + p[2] * m) * (exp(5 * p[2] / p[3]) - exp(-5 * p[2] / p[3]))
g <- grad(days2, q3); d <- wald(days2(q3), sqrt(drop(g %*% V4 %*% g)), 58)
put("units", "days_per_fte corrected", estimate = days2(q3), conf_low = d$low, conf_high = d$high, p_value = i$p, n = 60)
ols <- lm(quality ~ trust + nurses, units); V3 <- vcovHC(ols, type = "HC3")
i <- wald(10 * coef(ols)[2], 10 * sqrt(V3[2, 2]), 57)
put("units", "difference adjusted", estimate = 10 * coef(ols)[2], conf_low = i$low, conf_high = i$high, p_value = i$p, n = 60)

# waves --------------------------------------------------------------------------------------
for (u in c("a", "b", "c")) {
  d <- waves[waves$unit == u, ]
  x <- d$trust[d$wave == "before"]; y1 <- d$trust[d$wave == "after"]
  t <- t.test(y1, x)
  put("welch", u, estimate = mean(y1) - mean(x), std_error = t$stderr, conf_low = t$conf.int[1], conf_high = t$conf.int[2], p_value = t$p.value, n_first = length(x), n_last = length(y1), mean_first = mean(x), mean_last = mean(y1))
  k <- merge(d[d$wave == "before", ], d[d$wave == "after", ], by = "subject")
  t <- t.test(k$trust.y, k$trust.x, paired = TRUE)
  put("paired", u, estimate = t$estimate, std_error = t$stderr, conf_low = t$conf.int[1], conf_high = t$conf.int[2], p_value = t$p.value, n_first = nrow(k), n_last = nrow(k), mean_first = mean(k$trust.x), mean_last = mean(k$trust.y))
}

result <- do.call(rbind, rows)
result$value <- sprintf("%.13g", result$value)
write.csv(result, "association_golden.csv", row.names = FALSE, quote = FALSE)
shown <- capture.output(sessionInfo())
writeLines(shown[!grepl("^(BLAS|LAPACK|Running|Platform)", shown)], "association_session.txt")
