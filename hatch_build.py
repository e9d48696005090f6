"""Build hook: lay the room's faces into the package before it is built; without npm the build goes on with a warning."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FacesHook(BuildHookInterface[Any]):
    """Runs frontend/bundle.py where the checkout has it and the faces are not there yet."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        root = Path(self.root)
        vendor = root / "src" / "chancery" / "web" / "static" / "vendor"
        if not (vendor / "fonts.css").exists() and (root / "frontend" / "bundle.py").exists():
            sys.path.insert(0, str(root / "frontend"))
            try:
                import bundle

                bundle.bundle()
            except Exception as error:  # noqa: BLE001 - a door: faces are a comfort, a failed build is none
                self.app.display_warning(f"The room's faces were not bundled ({error}); it will use the system's faces.")
            finally:
                sys.path.pop(0)
        build_data["artifacts"].append("src/chancery/web/static/vendor/*")
