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
    public async Task Write_WithAForgottenCondition_ChangesNothingOfOthers()
    {
        var (acme, globex) = await TwoTenantsAsync();
        await using var database = Walled();
        foreach (var table in await TablesAsync())
        {
            var others = await ExecuteAsync($"select count(*) from {table} where tenant <> {acme.Value}");
            await database.WriteAsync(acme, (transaction, token) => transaction.ExecuteAsync(command => command.CommandText = $"update {table} set tenant = tenant", token), CancellationToken.None);
            await database.ExecuteAsync(acme, command => command.CommandText = $"delete from {table}", CancellationToken.None);

            (await ExecuteAsync($"select count(*) from {table} where tenant <> {acme.Value}")).ShouldBe(others, table);
            (await ExecuteAsync($"select count(*) from {table} where tenant = {acme.Value}")).ShouldBe(0L, table);
        }

        (await ExecuteAsync($"select count(*) from journal where tenant = {globex.Value}")).ShouldBe(5L);
    }

    [SkippableFact]
    public async Task Write_OfAnotherTenant_IsRefused()
    {
        var (acme, globex) = await TwoTenantsAsync();
        await using var database = Walled();
        foreach (var statement in (string[])
                 [
                     $"insert into customer (tenant, customer, external_id) values ({globex.Value}, 99, 'x')",
                     $"insert into tenant_secret (tenant, purpose, secret) values ({globex.Value}, 'p', '\\x00')",
                     $"update customer set tenant = {globex.Value}",
                     $"update journal set tenant = {globex.Value}",
                 ])
        {
            var error = await Should.ThrowAsync<DomainException>(() => database.ExecuteAsync(acme, command => command.CommandText = statement, CancellationToken.None));
            error.InnerException.ShouldBeOfType<Npgsql.PostgresException>().SqlState.ShouldBe("42501", statement);
        }
    }

    [SkippableFact]
    public async Task Write_WithoutATenant_ChangesAndAddsNothing()
    {
        var (acme, _) = await TwoTenantsAsync();
        await using var database = Walled();

        // On a connection that has served a tenant before.
        (await database.ExecuteAsync(acme, command => command.CommandText = "update journal set tenant = tenant", CancellationToken.None)).ShouldBe(3);
        var changed = await database.ReadConfinedAsync(
            async (connection, token) =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "update journal set tenant = tenant";
                return await command.ExecuteNonQueryAsync(token);
            },
            CancellationToken.None);
        changed.ShouldBe(0);
        await Should.ThrowAsync<DomainException>(() => database.ReadConfinedAsync(
            async (connection, token) =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = $"insert into customer (tenant, customer, external_id) values ({acme.Value}, 99, 'x')";
                return await command.ExecuteNonQueryAsync(token);
            },
            CancellationToken.None));
    }

    [SkippableFact]
    public async Task Write_ThatGoesOverToAnotherTenant_IsOfThatOneFromThenOn()
    {
        var (acme, globex) = await TwoTenantsAsync();
        await using var database = Walled();
        var changed = await database.WriteAsync(
            acme,
            async (transaction, token) =>
            {
                var first = await transaction.ExecuteAsync(command => command.CommandText = "update journal set tenant = tenant", token);
                await database.ShowAsync(transaction, globex, token);
                return (first, await transaction.ExecuteAsync(command => command.CommandText = "update journal set tenant = tenant", token));
            },
            CancellationToken.None);
        changed.ShouldBe((3, 5));
    }

    [SkippableFact]
    public async Task Write_ToWhatIsNoTenants_IsRefused()
    {
        var (acme, _) = await TwoTenantsAsync();
        await using var database = Walled();
        foreach (var statement in (string[])["delete from tenant", "update writer set closed = true", "delete from grain_state"])
        {
            var error = await Should.ThrowAsync<DomainException>(() => database.ExecuteAsync(acme, command => command.CommandText = statement, CancellationToken.None));
            error.InnerException.ShouldBeOfType<Npgsql.PostgresException>().SqlState.ShouldBe("42501", statement);
        }
    }

    [SkippableFact]
    public async Task Start_WithTheRolesOfTheShippedScript_StandsBehindTheWall()
    {
        var server = await PostgresServer.SharedAsync();
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "roles.sql"));
        script = string.Join('\n', script.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)))
            .Replace(":password", "'shipped'", StringComparison.Ordinal)
            .Replace("kpi", "kpi_shipped", StringComparison.Ordinal);
        await DropShippedAsync(server);
        try
        {
            foreach (var statement in script.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                await ExecuteOnAsync(server.ConnectionString, statement);
            var connectionString = new Npgsql.NpgsqlConnectionStringBuilder(server.ConnectionString) { Username = "kpi_shipped", Password = "shipped", Database = "kpi_shipped", Pooling = false }.ConnectionString;
            await using var module = CreateModule(connectionString: connectionString, tenantRole: "kpi_shipped_tenant");
            await module.StartAsync(CancellationToken.None);
            var (acme, customer, _) = await AddCustomerAsync(module, "c1", "acme", rows: 3);
            await AddCustomerAsync(module, "c1", "globex", rows: 5);

            await using var database = new PostgreSqlDatabase(connectionString, 4, allowUnsafeDurability: false, NullLoggerFactory.Instance, "kpi_shipped_tenant");
            (await CountAsync(database, "select count(*) from journal", acme)).ShouldBe(3);
            (await CountAsync(database, "select count(*) from journal", null)).ShouldBe(0);
            (await database.ExecuteAsync(acme, command => command.CommandText = "update journal set tenant = tenant", CancellationToken.None)).ShouldBe(3);
            await module.StopAsync(CancellationToken.None);
        }
        finally
        {
            await DropShippedAsync(server);
        }
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

    private static async Task DropShippedAsync(PostgresServer server)
    {
        foreach (var statement in (string[])["drop database if exists kpi_shipped with (force)", "drop role if exists kpi_shipped", "drop role if exists kpi_shipped_tenant"])
            await ExecuteOnAsync(server.ConnectionString, statement);
    }

    private static async Task ExecuteOnAsync(string connectionString, string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(new Npgsql.NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string[]> TablesAsync() => ((string)(await ExecuteAsync(
        """
        select string_agg(c.relname, ',' order by c.relname) from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'tenant'
        """))!).Split(',');

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
