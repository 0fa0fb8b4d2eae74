"""Template packs: a team's templates, questions, defaults, and rules on top of dockgen's own.

A pack is untrusted data. `source` finds and fetches it; `read` reads its folder, with limits; `sandbox` renders
it in a separate process, with limits, where templates see only the plan; `names` keeps its paths inside the project.
"""
