-- Which of the codes in `asked` stand in a declaration, as importer or as exporter.
select code
from asked
where
    code in (select importer from declarations where importer is not null)
    or code in (select exporter from declarations where exporter is not null)
