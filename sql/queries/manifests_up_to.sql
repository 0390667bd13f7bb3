-- Manifest lines that arrived by the end of $as_of.
select bill_number, office, arrived_on, declaration_id, container, manifest_mass, seal_on_manifest, seal_found
from manifests
where arrived_on <= $as_of
order by bill_number, container
