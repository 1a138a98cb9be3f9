-- How far the normal means of an asset's tags are from what its monitor learned by now, by tag, in its scales.
alter table asset_monitor add column baseline double precision[];
