-- Membership. Parameters and names of columns are the providers'.
insert into cluster_statement (name, body) values
('InsertMembershipVersionKey', $$
    with added as (insert into cluster_version (cluster) values (@DeploymentId) on conflict (cluster) do nothing returning 1)
    select exists (select from added)
$$),
('MembershipReadAllKey', $$
    select v.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation", m.name as "SiloName",
        m.host as "HostName", m.status as "Status", m.gateway_port as "ProxyPort", m.suspicions as "SuspectTimes",
        m.started_at as "StartTime", m.alive_at as "IAmAliveTime"
    from cluster_version v left join cluster_member m on m.cluster = v.cluster
    where v.cluster = @DeploymentId
$$),
('MembershipReadRowKey', $$
    select v.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation", m.name as "SiloName",
        m.host as "HostName", m.status as "Status", m.gateway_port as "ProxyPort", m.suspicions as "SuspectTimes",
        m.started_at as "StartTime", m.alive_at as "IAmAliveTime"
    from cluster_version v
    left join cluster_member m on m.cluster = v.cluster and m.address = @Address and m.port = @Port and m.generation = @Generation
    where v.cluster = @DeploymentId
$$),
-- Who moves the version on holds its row: of two that write at the same time one finds another version, and changes nothing.
('InsertMembershipKey', $$
    with moved as (
        update cluster_version v set version = v.version + 1, changed_at = now()
        where v.cluster = @DeploymentId and v.version = @Version and not exists (
            select from cluster_member m
            where m.cluster = v.cluster and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning v.cluster),
    added as (
        insert into cluster_member
            (cluster, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
        select cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from moved
        returning 1)
    select exists (select from added)
$$),
('UpdateMembershipKey', $$
    with moved as (
        update cluster_version v set version = v.version + 1, changed_at = now()
        where v.cluster = @DeploymentId and v.version = @Version and exists (
            select from cluster_member m
            where m.cluster = v.cluster and m.address = @Address and m.port = @Port and m.generation = @Generation)
        returning v.cluster),
    changed as (
        update cluster_member m set status = @Status, suspicions = @SuspectTimes, alive_at = @IAmAliveTime
        from moved
        where m.cluster = moved.cluster and m.address = @Address and m.port = @Port and m.generation = @Generation
        returning 1)
    select exists (select from changed)
$$),
('UpdateIAmAlivetimeKey', $$
    update cluster_member set alive_at = @IAmAliveTime
    where cluster = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$$),
('GatewaysQueryKey', $$
    select address as "Address", gateway_port as "ProxyPort", generation as "Generation"
    from cluster_member
    where cluster = @DeploymentId and status = @Status and gateway_port > 0
$$),
('DeleteMembershipTableEntriesKey', $$
    delete from cluster_version where cluster = @DeploymentId
$$),
-- 6: dead.
('CleanupDefunctSiloEntriesKey', $$
    delete from cluster_member where cluster = @DeploymentId and status = 6 and alive_at < @IAmAliveTime
$$);

-- Records of grains. No row answered: the version was another.
insert into cluster_statement (name, body) values
('ReadFromStorageKey', $$
    select payload as "PayloadBinary", version as "Version"
    from cluster_record
    where service = @ServiceId and kind = @GrainTypeString and key_high = @GrainIdN0 and key_low = @GrainIdN1
        and key_text = coalesce(@GrainIdExtensionString, '')
$$),
('WriteToStorageKey', $$
    with changed as (
        update cluster_record set version = version + 1, payload = @PayloadBinary, changed_at = now()
        where service = @ServiceId and kind = @GrainTypeString and key_high = @GrainIdN0 and key_low = @GrainIdN1
            and key_text = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion
        returning version),
    added as (
        insert into cluster_record (service, kind, key_high, key_low, key_text, version, payload)
        select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary
        where @GrainStateVersion is null
        on conflict do nothing
        returning version)
    select version as "NewGrainStateVersion" from changed union all select version from added
$$),
('ClearStorageKey', $$
    update cluster_record set version = version + 1, payload = null, changed_at = now()
    where service = @ServiceId and kind = @GrainTypeString and key_high = @GrainIdN0 and key_low = @GrainIdN1
        and key_text = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion
    returning version as "NewGrainStateVersion"
$$),
('DeleteStorageKey', $$
    delete from cluster_record
    where service = @ServiceId and kind = @GrainTypeString and key_high = @GrainIdN0 and key_low = @GrainIdN1
        and key_text = coalesce(@GrainIdExtensionString, '') and version = @GrainStateVersion
    returning version + 1 as "NewGrainStateVersion"
$$);

-- Reminders. A range of hashes goes from above its begin to its end, around the whole if it ends before it begins.
insert into cluster_statement (name, body) values
('UpsertReminderRowKey', $$
    insert into cluster_reminder as r (service, grain, name, start_at, period_milliseconds, hash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (service, grain, name) do update set
        start_at = excluded.start_at, period_milliseconds = excluded.period_milliseconds, hash = excluded.hash, version = r.version + 1
    returning version as "Version"
$$),
('ReadReminderRowKey', $$
    select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period_milliseconds as "Period", version as "Version"
    from cluster_reminder where service = @ServiceId and grain = @GrainId and name = @ReminderName
$$),
('ReadReminderRowsKey', $$
    select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period_milliseconds as "Period", version as "Version"
    from cluster_reminder where service = @ServiceId and grain = @GrainId
$$),
('ReadRangeRows1Key', $$
    select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period_milliseconds as "Period", version as "Version"
    from cluster_reminder where service = @ServiceId and hash > @BeginHash and hash <= @EndHash
$$),
('ReadRangeRows2Key', $$
    select grain as "GrainId", name as "ReminderName", start_at as "StartTime", period_milliseconds as "Period", version as "Version"
    from cluster_reminder where service = @ServiceId and (hash > @BeginHash or hash <= @EndHash)
$$),
('DeleteReminderRowKey', $$
    with gone as (
        delete from cluster_reminder
        where service = @ServiceId and grain = @GrainId and name = @ReminderName and version = @Version
        returning 1)
    select exists (select from gone)
$$),
('DeleteReminderRowsKey', $$
    delete from cluster_reminder where service = @ServiceId
$$);
