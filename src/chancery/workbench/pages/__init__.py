"""The page values: what the room shows, as plain frozen values that the workbench fills and the doors print.

HTML and JSON are two prints of one of these values, so they hold words, numbers and ids and no markup and no addresses:
the door makes addresses from ids (`chancery.web.urls`). All offsets are code points of the text beside them. All boxes are
in points of the page's frame, as in `chancery.model.geometry`. Nothing closed to the viewer is in any value, count or text.
"""
