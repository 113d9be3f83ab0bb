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

result <- do.call(rbind, rows)
result$value <- sprintf("%.13g", result$value)
write.csv(result, "evaluation_golden.csv", row.names = FALSE, quote = FALSE)
shown <- capture.output(sessionInfo())
writeLines(shown[!grepl("^(BLAS|LAPACK|Running|Platform)", shown)], "evaluation_session.txt")
