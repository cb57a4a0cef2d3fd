using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Persistence.Databases;
using KpiPlatform.Persistence.PostgreSql;
using KpiPlatform.Persistence.Tests.Fixtures;
using KpiPlatform.Testing.Databases;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace KpiPlatform.Persistence.Tests.Databases;

public sealed class PostgreSqlWallTests() : StorageTests(StorageProvider.PostgreSql)
{
    [SkippableFact]
    public async Task Query_WithAForgottenCondition_SeesNothingOfOthers()
    {
        var (acme, globex) = await TwoTenantsAsync();
        await using var database = Walled();
        foreach (var table in (string[])["journal", "customer", "commit_delta"])
        {
            var own = await CountAsync(database, $"select count(*) from {table}", acme);
            own.ShouldBe(await CountAsync(database, $"select count(*) from {table} where tenant = @tenant", acme), table);
            own.ShouldBeGreaterThan(0, table);
            (await CountAsync(database, $"select count(*) from {table} where tenant = {globex.Value}", acme)).ShouldBe(0, table);
        }
    }

    [SkippableFact]
    public async Task Query_WithoutATenant_SeesNothingOfAnybody()
    {
        await TwoTenantsAsync();
        await using var database = Walled();
        (await CountAsync(database, "select count(*) from journal", null)).ShouldBe(0);

        // Also on a connection that has served a tenant before.
        (await CountAsync(database, "select count(*) from journal", new TenantNumber(1))).ShouldBeGreaterThan(0);
        (await CountAsync(database, "select count(*) from journal", null)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task Ensure_EveryTableOfTenants_IsForced()
    {
        await StartModuleAsync();
        var open = await ExecuteAsync(
            """
            select string_agg(c.relname, ',') from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'tenant'
                and not (c.relrowsecurity and c.relforcerowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid))
            """);
        open.ShouldBe(DBNull.Value);
    }

    [SkippableFact]
    public async Task Write_AsTheTenantRole_IsRefused()
    {
        var (acme, _) = await TwoTenantsAsync();
        await Should.ThrowAsync<Npgsql.PostgresException>(() => ExecuteAsync($"set role {PostgresServer.TenantRole}; select set_config('kpi.tenant', '{acme.Value}', false); delete from journal"));
    }

    [SkippableFact]
    public async Task Start_WithoutTheRoles_SaysWhatIsMissing()
    {
        await ExecuteAsync("do $$ begin create role kpi_without_bypass login; exception when duplicate_object or unique_violation then null; end $$");
        await ExecuteAsync("grant all on schema public to kpi_without_bypass");
        var connectionString = new Npgsql.NpgsqlConnectionStringBuilder(ConnectionString) { Username = "kpi_without_bypass" }.ConnectionString;
        var error = await Should.ThrowAsync<DomainException>(() => CreateModule(connectionString: connectionString).StartAsync(CancellationToken.None));
        error.Reason.ShouldBe("TENANT_ROLE");
        error.Message.ShouldContain("BYPASSRLS");
    }

    private PostgreSqlDatabase Walled() => new(ConnectionString, 4, allowUnsafeDurability: false, NullLoggerFactory.Instance, PostgresServer.TenantRole);

    private static async Task<long> CountAsync(PostgreSqlDatabase database, string sql, TenantNumber? tenant) => (await database.QueryAsync(
        command =>
        {
            if (tenant is { } number)
                database.Bind(command, "@tenant", ColumnType.Int, number.Value);
            command.CommandText = sql;
        },
        reader => reader.GetInt64(0),
        CancellationToken.None))[0];

    private async Task<(TenantNumber Acme, TenantNumber Globex)> TwoTenantsAsync()
    {
        var module = await StartModuleAsync();
        var (acme, _, _) = await AddCustomerAsync(module, "c1", "acme", rows: 3);
        var (globex, _, _) = await AddCustomerAsync(module, "c1", "globex", rows: 5);
        return (acme, globex);
    }
}
