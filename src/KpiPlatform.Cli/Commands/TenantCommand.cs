using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi tenant create|get|list|update|backfill|verify|delete-facts|suspend|resume|delete|export|usage|quota</c>.</summary>
internal static class TenantCommand
{
    public static Command Create(CommandRunner runner) =>
        new("tenant", "Manages tenants: the companies whose customers are measured.")
        {
            CreateTenant(runner),
            GetTenant(runner),
            ListTenants(runner),
            UpdateTenant(runner),
            Backfill(runner),
            Verify(runner),
            DeleteFacts(runner),
            WithId(runner, TenantStandingCommands.Suspend),
            WithId(runner, TenantStandingCommands.Resume),
            WithId(runner, TenantStandingCommands.Delete),
            WithId(runner, TenantStandingCommands.Export),
            WithId(runner, TenantStandingCommands.Usage),
            TenantQuotaCommand.Create(runner, IdArgument, Name),
        };

    private static Command CreateTenant(CommandRunner runner)
    {
        var id = IdArgument();
        var settings = new TenantSettingsOptions();
        var output = new OutputOption();
        var command = new Command("create", "Creates a tenant. Time zone and currency are fixed from its first interaction on.") { id, output };
        settings.AddTo(command);
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var tenantId = ResourceNames.LastSegment(Name(session, id));
            var (tenant, _) = await settings.ReadAsync(session, cancellationToken);
            var request = new CreateTenantRequest { TenantId = tenantId, Tenant = tenant };
            var created = await session.Tenants.CreateTenantAsync(request, session.Unary(cancellationToken));
            await TenantView.View.WriteOneAsync(session.Environment, session.Get(output), created, TenantView.Details);
        });
    }

    private static Command GetTenant(CommandRunner runner)
    {
        var id = IdArgument();
        var output = new OutputOption();
        var command = new Command("get", "Shows a tenant's settings.") { id, output };
        command.Aliases.Add("show");
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new GetTenantRequest { Name = Name(session, id) };
            var tenant = await session.Tenants.GetTenantAsync(request, session.Unary(cancellationToken));
            await TenantView.View.WriteOneAsync(session.Environment, session.Get(output), tenant, TenantView.Details);
        });
    }

    private static Command ListTenants(CommandRunner runner)
    {
        var output = new OutputOption();
        var limit = ListOptions.Limit();
        var command = new Command("list", "Lists the tenants that the key opens.") { limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var tenants = ListOptions.PageAsync(session, session.Get(limit), async (size, token, ct) =>
            {
                var request = new ListTenantsRequest { PageSize = size, PageToken = token };
                var page = await session.Tenants.ListTenantsAsync(request, session.Unary(ct));
                return ((IReadOnlyList<Tenant>)page.Tenants, page.NextPageToken);
            }, cancellationToken);
            await TenantView.View.WriteListAsync(session.Environment, session.Get(output), tenants, "No tenants.", cancellationToken);
        });
    }

    private static Command UpdateTenant(CommandRunner runner)
    {
        var id = IdArgument();
        var etag = new Option<string?>("--etag") { Description = "Refuse if the tenant is no longer as it was at this etag.", HelpName = "etag" };
        var settings = new TenantSettingsOptions();
        var output = new OutputOption();
        var wait = WaitOption();
        var validate = new Option<bool>("--validate-only") { Description = "Check the change, make none." };
        var command = new Command("update", "Changes the settings given, and no others. What was recorded is counted anew if they decide how it counts.") { id, etag, wait, validate, output };
        settings.AddTo(command);
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var (tenant, paths) = await settings.ReadAsync(session, cancellationToken);
            if (paths.Count == 0)
                throw CliException.Usage("nothing to change; give a setting, see 'kpi tenant update --help'");
            tenant.Name = Name(session, id);
            tenant.Etag = session.Get(etag) ?? "";
            var request = new UpdateTenantRequest { Tenant = tenant, UpdateMask = new FieldMask { Paths = { paths } }, ValidateOnly = session.Get(validate) };
            var updated = await session.Tenants.UpdateTenantAsync(request, session.Unary(cancellationToken));
            if (session.Get(wait) && !request.ValidateOnly)
                updated = await BackfillWait.RunAsync(session, updated, cancellationToken);
            await TenantView.View.WriteOneAsync(session.Environment, session.Get(output), updated, TenantView.Details);
        });
    }

    private static Command Backfill(CommandRunner runner)
    {
        var id = IdArgument();
        var wait = WaitOption();
        var output = new OutputOption();
        var command = new Command("backfill", "Counts everything recorded anew under the settings as they are.") { id, wait, output };
        command.Aliases.Add("recount");
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var tenant = await session.Tenants.RecountTenantAsync(new RecountTenantRequest { Name = Name(session, id) }, session.Unary(cancellationToken));
            if (session.Get(wait))
                tenant = await BackfillWait.RunAsync(session, tenant, cancellationToken);
            await TenantView.View.WriteOneAsync(session.Environment, session.Get(output), tenant, TenantView.Details);
        });
    }

    private static Command Verify(CommandRunner runner)
    {
        var id = IdArgument();
        var output = new OutputOption();
        var command = new Command("verify", "Folds everything recorded and compares it with the numbers held; exit code 1 if one differs.") { id, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            // As long as it takes: no deadline.
            var response = await session.Tenants.VerifyTenantAsync(new VerifyTenantRequest { Name = Name(session, id) }, cancellationToken: cancellationToken);
            await VerificationView.View.WriteOneAsync(session.Environment, session.Get(output), response, VerificationView.Details);
            return response.DifferencesCount == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
    }

    private static Command DeleteFacts(CommandRunner runner)
    {
        var id = IdArgument();
        var before = new Option<string?>("--before") { Description = "First local day that stays, such as 2024-01-01. Required.", HelpName = "date" };
        var confirm = new Option<string?>("--confirm") { Description = "The tenant's id once more: what is deleted does not come back.", HelpName = "id" };
        var output = new OutputOption();
        var command = new Command("delete-facts", "Deletes for good what customers did before a day; exit code 1 if some could not be changed just then: run it again.") { id, before, confirm, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var name = Name(session, id);
            var date = session.Get(before) ?? throw CliException.Usage("name the first day that stays with --before");
            if (!string.Equals(session.Get(confirm), ResourceNames.LastSegment(name), StringComparison.Ordinal))
                throw CliException.Usage($"what customers of '{ResourceNames.LastSegment(name)}' did before {date} would be deleted for good; to say that you mean it, give the tenant's id once more with --confirm");

            // As long as it takes: no deadline.
            var response = await session.Tenants.DeleteFactsAsync(new DeleteFactsRequest { Name = name, StartDate = date }, cancellationToken: cancellationToken);
            await FactsDeletionView.View.WriteOneAsync(session.Environment, session.Get(output), response, FactsDeletionView.Details);
            return response.CustomersLeftCount == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
    }

    private static Command WithId(CommandRunner runner, Func<CommandRunner, Argument<string?>, Func<Session, string>, Command> create)
    {
        var id = IdArgument();
        return create(runner, id, session => Name(session, id));
    }

    private static Option<bool> WaitOption() => new("--wait") { Description = "Wait until values are those of the new definition." };

    private static Argument<string?> IdArgument() => new("id")
    {
        Description = "Id of the tenant. Default: --tenant or KPI_TENANT.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static string Name(Session session, Argument<string?> id) =>
        session.Get(id) is { } given ? ResourceNames.Tenant(given) : session.Tenant;
}
