# Reference values of the response room: t.test, qhyper and weighted means of base R.
# Run from the repository's root: Rscript tests/golden/make_response.R
here <- file.path("tests", "golden")
survey <- read.csv(file.path(here, "measurement_survey.csv"))
put <- function(table, name) {
  number <- sapply(table, is.numeric)
  table[number] <- lapply(table[number], function(x) sprintf("%.12g", x))
  write.csv(table, file.path(here, paste0("response_", name, ".csv")), row.names = FALSE,
            quote = FALSE, eol = "\n")
}

# --- early against late: rows in the order of arrival -------------------------------------------
arrived <- seq_len(nrow(survey))
compared <- function(item, split, conf) {
  from <- if (is.na(split)) sort(arrived)[length(arrived) %/% 2 + 1] else split
  late <- survey[[item]][arrived >= from]; early <- survey[[item]][arrived < from]
  found <- t.test(late, early, conf.level = conf)
  data.frame(variable = item, split = split, conf_level = conf, early = found$estimate[[2]],
             late = found$estimate[[1]], estimate = found$estimate[[1]] - found$estimate[[2]],
             conf_low = found$conf.int[1], conf_high = found$conf.int[2], p_value = found$p.value,
             n_early = sum(!is.na(early)), n_late = sum(!is.na(late)))
}
put(rbind(compared("t1", NA, .95), compared("t3", NA, .9), compared("t1", 400, .95)), "early_late")

# --- respondents against the register: parts, and what drawing by lot gives ---------------------
profile <- function(case, class, n, invited, conf) {
  drawn <- sum(n); people <- sum(invited); tail <- (1 - conf) / 2
  data.frame(case = case, class = class, conf_level = conf, n = n, invited = invited,
             part_answered = 100 * n / drawn, part_invited = 100 * invited / people,
             part_difference = 100 * n / drawn - 100 * invited / people,
             chance_low = 100 * qhyper(tail, invited, people - invited, drawn) / drawn,
             chance_high = 100 * qhyper(1 - tail, invited, people - invited, drawn) / drawn,
             response_rate = 100 * n / invited)
}
put(rbind(profile("three", c("aides", "nurses", "others"), c(120, 90, 12), c(200, 100, 20), .95),
          profile("two", c("employee", "leader"), c(30, 8), c(60, 9), .9)), "register")

# --- bounds: the silent are given their answers one by one --------------------------------------
bound <- function(mean, n, invited, low, high, shift) {
  filled <- function(silent) weighted.mean(c(mean, silent), c(n, invited - n))
  data.frame(mean = mean, n = n, invited = invited, low = low, high = high, shift = shift,
             response_rate = 100 * n / invited, possible_low = filled(low), possible_high = filled(high),
             shifted_low = filled(mean - shift), shifted_high = filled(mean + shift))
}
put(rbind(bound(60, 75, 100, 0, 100, 10), bound(61.3, 680, 908, 0, 100, 5),
          bound(3.4, 24, 31, 1, 5, .5)), "bounds")

writeLines(R.version.string, file.path(here, "response_session.txt"))
