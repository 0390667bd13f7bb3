"""Files with the published column names, one format per content that files bring."""

from sql.contents import CONTENTS
from tasks.collection.formats import Part, SourceFormat

FORMATS = tuple(
    SourceFormat(
        f"canonical_{content.name}",
        (Part(content.name, {name: name for name in content.names}, frozenset(content.headers)),),
    )
    for content in CONTENTS.values()
    if content.from_files
)
