-- Prices of a zone become weight breaks: what there was is one break that holds for any weight.
-- The minimum was the least of the fixed part with its surcharges, and weight came on top: it is put into
-- the base, rounded up to a minor unit, since the minimum now counts base and weight together.
create function weight_breaks_of(tariff jsonb, side text) returns jsonb language sql immutable as $$
  select coalesce(jsonb_agg(
    (zone - 'baseMinor' - 'perKgMilliMinor') || jsonb_build_object('breaks', jsonb_build_array(
      jsonb_build_object('upToGrams', null, 'minimumMinor', 0, 'stepGrams', 1,
        'perKgMilliMinor', zone -> 'perKgMilliMinor',
        'baseMinor', greatest((zone ->> 'baseMinor')::bigint,
          ceil(((tariff ->> 'minimumMinor')::numeric - extra.flat) / (1 + extra.percent / 10000))::bigint))))
    order by at), '[]'::jsonb)
  from jsonb_array_elements(tariff -> side) with ordinality as z(zone, at),
    lateral (select coalesce(sum((s ->> 'flatMinor')::numeric), 0) as flat,
        coalesce(sum((s ->> 'basisPoints')::numeric), 0) as percent
      from jsonb_array_elements(tariff -> 'surcharges') s
      where jsonb_typeof(s -> 'zones') = 'null' or s -> 'zones' ? (zone ->> 'code')) extra
$$;--> statement-breakpoint
update carrier_service set tariff = tariff || jsonb_build_object(
  'within', weight_breaks_of(tariff, 'within'),
  'across', weight_breaks_of(tariff, 'across'),
  'minimumMinor', 0,
  'takesNextBreak', false,
  'surcharges', (select coalesce(jsonb_agg(s || '{"areas": null}'::jsonb order by at), '[]'::jsonb)
    from jsonb_array_elements(tariff -> 'surcharges') with ordinality as x(s, at)))
where not tariff ? 'takesNextBreak';--> statement-breakpoint
drop function weight_breaks_of(jsonb, text);
