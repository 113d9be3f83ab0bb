"""From respondents to groups: units up the tree, response rates, means and two views.

Everything here stays in the confidential room; ``skcore.disclosure`` decides what may be seen.
A unit's figure is its employees'. Leaders stand apart: where a unit has one leader, a figure
of all beside a figure of the employees is that leader's answer.
"""
