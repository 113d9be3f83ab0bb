# Golden values of tests/test_evaluation_golden.py beside those of make_association.R.
# Run in this folder: Rscript make_evaluation.R   (after make_association_data.py)
suppressMessages({library(sandwich); library(clubSandwich)})
rows <- list()
put <- function(term, ...) {
  values <- list(...)
  for (name in names(values))
    rows[[length(rows) + 1]] <<- data.frame(case = "did", term = term, column = name, value = as.numeric(values[[name]]))
}
wald <- function(b, s, df) list(low = b - qt(.975, df) * s, high = b + qt(.975, df) * s, p = 2 * pt(-abs(b / s), df))
changes <- read.csv("association_changes.csv")
cells <- aggregate(trust ~ unit + department + treated + post, changes, mean)
wide <- merge(cells[cells$post == 0, ], cells[cells$post == 1, ], by = c("unit", "department", "treated"))
wide$change <- wide$trust.y - wide$trust.x
people <- nrow(changes)

t <- t.test(wide$change[wide$treated == 1], wide$change[wide$treated == 0])
put("unit", estimate = t$estimate[[1]] - t$estimate[[2]], std_error = t$stderr, conf_low = t$conf.int[1], conf_high = t$conf.int[2], p_value = t$p.value, n = people, n_clusters = 18, n_treated = 7, n_comparison = 11)
fit <- lm(change ~ treated, wide); i <- confint(fit)[2, ]; ct <- coef(summary(fit))[2, ]
put("unit by lm", estimate = ct[1], std_error = ct[2], conf_low = i[1], conf_high = i[2], p_value = ct[4], n = people)
fit <- lm(trust ~ treated * post, changes)
i <- confint(fit)[4, ]; ct <- coef(summary(fit))[4, ]
put("people", estimate = ct[1], std_error = ct[2], conf_low = i[1], conf_high = i[2], p_value = ct[4], n = people)

# the same start: regression of the mean after on the mean before
fit <- lm(trust.y ~ trust.x + treated, wide); i <- confint(fit)[3, ]; ct <- coef(summary(fit))[3, ]
start <- mean(wide$trust.x[wide$treated == 1])
e <- predict(fit, data.frame(trust.x = start, treated = 0), interval = "confidence") - start
put("same start", estimate = ct[1], std_error = ct[2], conf_low = i[1], conf_high = i[2], p_value = ct[4], n = people, expected = e[1], expected_low = e[2], expected_high = e[3])

# clusters: CV3 is CR3 times (G - 1)/G; Welch's df from what leaving each cluster out moves
jackknife <- function(fit, cluster, treated) {
  g <- unique(cluster); G <- length(g); k <- length(coef(fit))
  se <- sqrt(vcovCR(fit, cluster = cluster, type = "CR3")[k, k] * (G - 1) / G)
  d <- sapply(g, function(u) coef(update(fit, subset = cluster != u))[k] - coef(fit)[k])
  stopifnot(all.equal(se, sqrt((G - 1) / G * sum(d^2)), tolerance = 1e-8))
  both <- tapply(treated, cluster, function(x) length(unique(x)))
  side <- tapply(treated, cluster, max)[as.character(g)]
  v <- tapply(d^2, side, sum); m <- table(side)
  df <- if (any(both > 1)) G - 1 else sum(v)^2 / sum(v^2 / (m - 1))
  b <- coef(fit)[k]; i <- wald(b, se, df)
  list(estimate = b, std_error = se, conf_low = i$low, conf_high = i$high, p_value = i$p, n = people, n_clusters = G)
}
changes$both <- changes$treated * changes$post
cluster <- changes$unit; fit <- lm(trust ~ treated + post + both, changes)
do.call(put, c(list("cluster"), jackknife(fit, changes$unit, changes$treated)))
cluster <- wide$department; fit <- lm(change ~ treated, wide)
do.call(put, c(list("unit in department"), jackknife(fit, wide$department, wide$treated)))

# the checks beside a contrast: answers from the same start, cluster-robust, and all permutations
last <- changes[changes$post == 1, ]
last$start <- wide$trust.x[match(last$unit, wide$unit)]
cluster <- last$unit; fit <- lm(trust ~ start + treated, last)
do.call(put, c(list("start jackknife"), jackknife(fit, last$unit, last$treated)))
robust <- function(term, fit, cluster) {
  k <- length(coef(fit)); G <- length(unique(cluster)); b <- coef(fit)[k]
  se <- sqrt(vcovCL(fit, cluster = cluster, type = "HC1", cadjust = TRUE)[k, k]); i <- wald(b, se, G - 1)
  put(term, estimate = b, std_error = se, conf_low = i$low, conf_high = i$high, p_value = i$p)
}
# 54 units, 21 and 33 on the sides: each in three parts by turn
twice <- changes
twice$unit <- paste0(twice$unit, ave(seq_along(twice$unit), twice$unit, twice$post, FUN = seq_along) %% 3)
write.csv(twice, "evaluation_people.csv", row.names = FALSE, quote = FALSE)
robust("changes sandwich", lm(trust ~ treated + post + both, twice), twice$unit)
cells <- aggregate(trust ~ unit + post, twice, mean)
later <- twice[twice$post == 1, ]
later$start <- cells$trust[cells$post == 0][match(later$unit, cells$unit[cells$post == 0])]
robust("start sandwich", lm(trust ~ start + treated, later), later$unit)
few <- wide[c(1:4, 8:12), ]  # 4 against 5: 126 ways
stopifnot(sum(few$treated) == 4)
ways <- combn(9, 4)
every <- function(f) apply(ways, 2, function(w) f(as.numeric(1:9 %in% w)))
d <- every(function(z) abs(mean(few$change[z == 1]) - mean(few$change[z == 0])))
own <- abs(mean(few$change[few$treated == 1]) - mean(few$change[few$treated == 0]))
put("changes permutation", p_value = mean(d >= own - 1e-9), least_p = 1 / 126, n_permutations = 126)
t <- function(z) abs(coef(summary(lm(few$trust.y ~ few$trust.x + z)))[3, 3])
put("start permutation", p_value = mean(every(t) >= t(few$treated) - 1e-9), least_p = 1 / 126, n_permutations = 126)

# the periods around an action: units' log rates against those of the quarter before it
set.seed(5)
months <- expand.grid(month = seq(as.Date("2023-04-01"), by = "month", length.out = 24), unit = sprintf("u%02d", 1:12), stringsAsFactors = FALSE)
months$treated <- as.integer(months$unit <= "u05"); months$fte <- round(8 + 10 * as.integer(factor(months$unit)) / 12, 1)
months$spells <- rpois(nrow(months), months$fte * ifelse(months$treated == 1 & months$month >= as.Date("2024-04-01"), .2, .3))
write.csv(months, "evaluation_months.csv", row.names = FALSE, quote = FALSE)
months$period <- (as.integer(factor(months$month)) - 13) %/% 3
cells <- aggregate(cbind(spells, fte) ~ unit + treated + period, months, sum)
cells$rate <- log((cells$spells + .5) / cells$fte)
base <- cells[cells$period == -1, ]
cells$away <- cells$rate - base$rate[match(cells$unit, base$unit)]
for (k in setdiff(unique(cells$period), -1)) {
  h <- cells[cells$period == k, ]
  t <- t.test(h$away[h$treated == 1], h$away[h$treated == 0], var.equal = TRUE)
  put(paste("period", 3 * k), estimate = exp(t$estimate[[1]] - t$estimate[[2]]), conf_low = exp(t$conf.int[1]), conf_high = exp(t$conf.int[2]), p_value = t$p.value)
}

# a jump beyond each unit's own line: two halves of the year before, read on to the year after
start <- as.integer(factor(months$month)) - 13
months$part <- ifelse(start < -6, "early", ifelse(start < 0, "late", "after"))
beyond <- sapply(split(cbind(months, start), months$unit), function(u) {
  r <- sapply(split(u, u$part), function(p) log((sum(p$spells) + .5) / sum(p$fte)))
  at <- tapply(u$start, u$part, mean)
  r[["after"]] - predict(lm(y ~ x, data.frame(x = at[c("early", "late")], y = r[c("early", "late")])), data.frame(x = at[["after"]]))[[1]]
})
side <- tapply(months$treated, months$unit, max)
t <- t.test(beyond[side == 1], beyond[side == 0], var.equal = TRUE)
put("trend of few", estimate = exp(t$estimate[[1]] - t$estimate[[2]]), conf_low = exp(t$conf.int[1]), conf_high = exp(t$conf.int[2]), p_value = t$p.value, n_treated = 5, n_comparison = 7)
# and with many units a segmented series: 48 units, each of the twelve in four parts by turn
many <- do.call(rbind, lapply(0:3, function(k) {
  part <- months; part$unit <- paste0(part$unit, k)
  part$spells <- (part$spells + k) %/% 4; part$fte <- part$fte / 4; part }))
many$t <- (as.integer(factor(many$month)) - 13) / 12; many$a <- as.numeric(many$t >= 0)
fit <- glm(spells ~ t + a + t:a + treated + treated:t + treated:a + treated:t:a + sin(2 * pi * t) + cos(2 * pi * t) + offset(log(fte)), quasipoisson, many)
V <- vcovCL(fit, cluster = many$unit, type = "HC0", cadjust = TRUE)
for (k in c("a:treated", "t:a:treated")) {
  i <- wald(coef(fit)[[k]], sqrt(V[k, k]), 47)
  put(paste("trend of many", if (k == "a:treated") "level_change" else "trend_change"), estimate = exp(coef(fit)[[k]]), conf_low = exp(i$low), conf_high = exp(i$high), p_value = i$p, n = nrow(many), n_clusters = 48)
}

# people's shares of favourable answers, and what units chosen as low do by themselves
waves <- read.csv("association_waves.csv")
t <- t.test(100 * (trust >= 75) ~ factor(wave, c("after", "before")), subset(waves, unit == "a"))
put("shares", mean_first = t$estimate[[2]], mean_last = t$estimate[[1]], estimate = -diff(t$estimate)[[1]], conf_low = t$conf.int[1], conf_high = t$conf.int[2], p_value = t$p.value)
e <- predict(lm(trust ~ unit:wave, waves), interval = "confidence")  # each cell with the spread of all
for (u in unique(waves$unit)) {
  k <- which(waves$unit == u & waves$wave == "after")
  put(paste("mean of", u), estimate = e[k[1], 1], conf_low = e[k[1], 2], conf_high = e[k[1], 3], n = sum(!is.na(waves$trust[k])))
}
low <- wide$trust.x < median(wide$trust.x); lambda <- .7
# a mean seen with noise: the truth given it is normal, with lambda of its distance and 1 - lambda of its variance
truth <- mean(wide$trust.x) + lambda * (wide$trust.x - mean(wide$trust.x))
v <- var(wide$trust.x) * (lambda * (1 - lambda) + (1 - lambda)) / sum(low)
put("back to the mean", estimate = mean((truth - wide$trust.x)[low]), conf_low = mean((truth - wide$trust.x)[low]) - qnorm(.975) * sqrt(v), conf_high = mean((truth - wide$trust.x)[low]) + qnorm(.975) * sqrt(v), observed = mean(wide$change[low]))

# four years of one treated unit and two others, whose months remember each other; two months are missing
set.seed(9)
series <- expand.grid(month = seq(as.Date("2021-01-01"), by = "month", length.out = 48), unit = c("a", "b", "c"), stringsAsFactors = FALSE)
series$treated <- as.integer(series$unit == "a"); series$fte <- c(a = 90, b = 60, c = 75)[series$unit]
memory <- c(replicate(3, as.numeric(arima.sim(list(ar = .5), 48, sd = .15))))
series$spells <- rpois(nrow(series), series$fte * .3 * exp(memory + .3 * (series$treated == 1 & series$month >= as.Date("2023-01-01"))))
series <- series[!series$month %in% as.Date(c("2021-08-01", "2023-05-01")), ]
write.csv(series, "evaluation_series.csv", row.names = FALSE, quote = FALSE)
cells <- aggregate(cbind(spells, fte) ~ month + treated, series, sum)
side <- function(k) { h <- cells[cells$treated == k, ]; log((h$spells + .5) / h$fte) }
ratio <- data.frame(y = side(1) - side(0), month = sort(unique(series$month)))
ratio$k <- as.integer(format(ratio$month, "%Y")) * 12L + as.integer(format(ratio$month, "%m"))
ratio$time <- (ratio$k - (2023 * 12 + 1)) / 12; ratio$after <- as.numeric(ratio$time >= 0); ratio$both <- ratio$time * ratio$after
ratio$s <- sin(2 * pi * ratio$time); ratio$c <- cos(2 * pi * ratio$time)
fit <- nlme::gls(y ~ time + after + both + s + c, ratio, correlation = nlme::corAR1(form = ~k), method = "REML",
  control = nlme::glsControl(tolerance = 1e-12, msTol = 1e-14))
grid <- suppressMessages(emmeans::ref_grid(fit, mode = "satterthwaite", data = ratio))
for (j in 3:4) {
  one <- as.numeric(1:6 == j); ct <- summary(fit)$tTable[j, ]; df <- c(grid@dffun(one, grid@dfargs))
  i <- wald(ct[1], ct[2], df)
  put(paste("serial", c("", "", "level_change", "trend_change")[j]), estimate = exp(ct[1]), conf_low = exp(i$low), conf_high = exp(i$high), p_value = i$p)
}

# the smallest difference that so many units can show, from the variance of a unit's change
size <- function(term, n1, n2, v) {
  d <- if (n1 == n2) power.t.test(n = n1, sd = sqrt(v), power = .8, sig.level = .05)$delta
       else pwr::pwr.t2n.test(n1 = n1, n2 = n2, power = .8, sig.level = .05)$d * sqrt(v)
  put(term, detectable = d)
}
between <- .12 * 18^2; noise <- .88 * 18^2 / 12
size("6 and 29 units", 6, 29, 2 * between * .15 + 2 * noise)
size("10 and 10 units", 10, 10, 2 * between * .15 + 2 * noise)
size("6 and 29 units people repeated", 6, 29, 2 * between * .15 + 2 * noise * .58)
size("420 people", 420, 420, .88 * 18^2)
# from the same start: t with 3 degrees of freedom less, by the root of its power
after <- between + noise - (.85 * between)^2 / (between + noise)
root <- function(s, df) uniroot(function(d) pt(qt(.975, df), df, d / s, lower.tail = FALSE) - .8, c(1, 60), tol = 1e-12)$root
put("6 and 29 from the same start", detectable = root(sqrt(after * ((1/6 + 1/29) * (1 + 1/31) + 25 / 31 / (between + noise))), 32))

# promises of several scales: what was found beyond the lines of the units without an action
set.seed(8)
promises <- expand.grid(unit = sprintf("u%02d", 1:22), variable = c("TM", "JU", "SW"), stringsAsFactors = FALSE)
level <- rnorm(22, 60, 6)[as.integer(factor(promises$unit))]
promises$before <- round(level + rnorm(66, 0, 4), 1)
promises$after <- round(level + rnorm(22, 1, 3)[as.integer(factor(promises$unit))] + rnorm(66, 0, 4), 1)
own <- c(u01 = "TM", u02 = "JU", u03 = "JU", u04 = "SW", u05 = "JU", u06 = "TM")
promises$promised <- ifelse(promises$unit %in% names(own), 4 + as.integer(factor(promises$unit)), NA)
promises <- promises[is.na(promises$promised) | own[promises$unit] == promises$variable, ]
write.csv(promises, "evaluation_promises.csv", row.names = FALSE, quote = FALSE, na = "")
promise <- function(term, data, formula) {
  others <- data[is.na(data$promised), ]; own <- data[!is.na(data$promised), ]
  scales <- unique(own$variable)
  fits <- lapply(scales, function(v) lm(formula, others[others$variable == v, ]))
  rows <- lapply(scales, function(v) model.matrix(formula, own[own$variable == v, ]))
  m <- nobs(fits[[1]]); df <- df.residual(fits[[1]]); n <- nrow(own)
  S <- crossprod(sapply(fits, residuals)) / df
  V <- sum(diag(S) * sapply(rows, nrow))
  for (i in seq_along(fits)) for (j in seq_along(fits)) {
    X <- model.matrix(fits[[i]]); Y <- model.matrix(fits[[j]])
    V <- V + S[i, j] * colSums(rows[[i]]) %*% solve(crossprod(X)) %*% crossprod(X, Y) %*% solve(crossprod(Y)) %*% colSums(rows[[j]])
  }
  b <- mean(unlist(lapply(seq_along(fits), function(i) {
    o <- own[own$variable == scales[i], ]; o$after - o$before - predict(fits[[i]], o) })))
  s <- sqrt(c(V)) / n; i <- wald(b, s, df)
  put(term, promised = mean(own$promised), observed = mean(own$after - own$before), estimate = b, std_error = s, conf_low = i$low, conf_high = i$high, p_value = i$p, n_treated = n, n_comparison = m)
  list(fits = fits, own = own, se = s, scales = scales)
}
promise("promises of three scales", promises, after - before ~ before)
promise("promises of three scales changes", promises, after - before ~ 1)
one <- promise("promises of one scale", promises[promises$variable == "JU", ], after - before ~ before)
# of one scale the error is that of the mean of predictions, as predict.lm has it for one
p <- predict(one$fits[[1]], data.frame(before = mean(one$own$before)), se.fit = TRUE)
stopifnot(all.equal(one$se, sqrt(p$se.fit^2 + p$residual.scale^2 / nrow(one$own)), tolerance = 1e-10))

# all of what was planned carried out against nothing
dose <- promises[promises$variable == "JU", ]
dose$share <- ifelse(is.na(dose$promised), 0, dose$promised / 10)
for (lot in c(FALSE, TRUE)) {
  fit <- if (lot) lm(after - before ~ share, dose) else lm(after ~ share + before, dose)
  i <- confint(fit)[2, ]; ct <- coef(summary(fit))[2, ]
  put(if (lot) "dose by lot" else "dose", estimate = ct[1], conf_low = i[1], conf_high = i[2], p_value = ct[4], n_treated = sum(dose$share > 0), n_comparison = sum(dose$share == 0))
}

result <- do.call(rbind, rows)
result$value <- sprintf("%.13g", result$value)
write.csv(result, "evaluation_golden.csv", row.names = FALSE, quote = FALSE)
shown <- capture.output(sessionInfo())
writeLines(shown[!grepl("^(BLAS|LAPACK|Running|Platform)", shown)], "evaluation_session.txt")
