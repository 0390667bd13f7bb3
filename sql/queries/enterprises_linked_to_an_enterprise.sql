-- Other traders at the offices `seen` that share a declarant or the registered address with $enterprise, those that share
-- most first. declarants: its own, with how many traders each serves; one that serves more than $busiest says nothing.
with lodged as (
    select trader(direction, importer, exporter) as code, declarant, declaration_id
    from declarations
    where office in (select code from seen) or ($every_office and office not in (select code from known))
),
its_own as (
    select declarant
    from lodged
    where declarant in (select declarant from lodged where code = $enterprise and declarant is not null)
    group by declarant
    having count(distinct code) between 2 and $busiest
),
linked as (
    select code, 'declarant' as shared, declarant as by_what, count(distinct declaration_id) as declarations
    from lodged
    where declarant in (select declarant from its_own) and code <> $enterprise
    group by code, declarant
    union all
    select enterprise, 'address', address, null
    from enterprises
    where enterprise <> $enterprise
        and address in (select address from enterprises where enterprise = $enterprise and address is not null)
        and (
            enterprise in (select code from lodged)
            or office in (select code from seen)
            or ($every_office and coalesce(office not in (select code from known), true))
        )
)
select * from linked
order by shared, declarations desc nulls last, code, by_what
limit $most
