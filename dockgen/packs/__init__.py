"""Template packs: a team's templates, questions, defaults and rules on top of dockgen's own.

A pack is data of a stranger. `source` finds and fetches it; `read` takes it from a folder, bounded; `sandbox` renders
it in a process of its own, bounded too, where its templates see a plan and nothing else; `names` lets no path out.
"""
