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

# --- raking to role, department and occupation, and the weighted mean with and without clusters ---------------
suppressMessages(library(survey))
set.seed(4)
people <- data.frame(role = sample(c("nurse", "aide", "other"), 180, TRUE, c(.5, .3, .2)),
                     department = sample(c("north", "south", "east"), 180, TRUE, c(.5, .3, .2)),
                     unit = sprintf("u%02d", sample(1:12, 180, TRUE)))
people$trust <- round(60 + 6 * (people$role == "nurse") - 5 * (people$department == "east") + rnorm(180, 0, 15))
people$occupation <- sample(c("care", "office"), 180, TRUE, c(.75, .25))
staff <- expand.grid(role = c("nurse", "aide", "other"), department = c("north", "south", "east"))
staff$invited <- c(60, 90, 30, 40, 70, 20, 50, 60, 20)
write.csv(people, file.path(here, "response_people.csv"), row.names = FALSE, quote = FALSE, eol = "\n")
write.csv(staff, file.path(here, "response_staff.csv"), row.names = FALSE, quote = FALSE, eol = "\n")
margin <- function(name) { t <- aggregate(staff$invited, staff[name], sum); names(t)[2] <- "Freq"; t }
plain <- svydesign(ids = ~1, weights = rep(1, 180), data = people)
raked <- rake(plain, list(~role, ~department), list(margin("role"), margin("department")),
              control = list(epsilon = 1e-11, maxit = 500))
people$w <- weights(raked) / mean(weights(raked))
told <- function(case, ids, df) {
  m <- svymean(~trust, svydesign(ids = ids, weights = ~w, data = people))
  i <- coef(m) + c(-1, 1) * qt(.975, df) * SE(m)
  data.frame(case = case, unweighted = mean(people$trust), estimate = coef(m), std_error = c(SE(m)),
             conf_low = i[1], conf_high = i[2], n_effective = sum(people$w)^2 / sum(people$w^2))
}
put(rbind(told("people", ~1, 179), told("clusters", ~unit, length(unique(people$unit)) - 1)), "raked")
occupations <- data.frame(occupation = c("care", "office"), Freq = c(300, 140))
three <- rake(plain, list(~role, ~occupation, ~department),
              list(margin("role"), occupations, margin("department")),
              control = list(epsilon = 1e-11, maxit = 500))
put(data.frame(weight = people$w, with_occupation = weights(three) / mean(weights(three))), "weights")

writeLines(R.version.string, file.path(here, "response_session.txt"))
