"""Reading a study: exports, registers and the study file, with everything wrong told at once."""
