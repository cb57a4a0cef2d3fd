using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Errors;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Tenants;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi tenant quota show|set</c>.</summary>
internal static class TenantQuotaCommand
{
    private static readonly (string Field, string Description)[] Fields =
    [
        ("interactions_per_second", "Interactions received per second, over time."),
        ("interactions_burst", "Interactions that may come at once after a silence."),
        ("interactions_per_month", "Interactions accepted per month."),
        ("customers", "Customers."),
        ("streams", "Recording streams open at once on each server."),
        ("watchers", "Watch streams open at once on each server."),
        ("definitions", "Scorecards, measures, indicators and segments together."),
        ("query_cost_per_second", "Cost of calls per second, over time: a simple call costs 1, a cohort 100."),
        ("query_cost_burst", "Cost of calls that may come at once after a silence."),
    ];

    public static Command Create(CommandRunner runner, Func<Argument<string?>> id, Func<Session, Argument<string?>, string> name) =>
        new("quota", "How much of the platform a tenant may use; see 'kpi tenant usage' for what it does.") { Show(runner, id(), name), Set(runner, id(), name) };

    private static Command Show(CommandRunner runner, Argument<string?> id, Func<Session, Argument<string?>, string> name)
    {
        var output = new OutputOption();
        return runner.Handle(new Command("show", "Shows the quotas in force.") { id, output }, async (session, cancellationToken) =>
        {
            var quota = await session.Tenants.GetTenantQuotaAsync(new() { Name = name(session, id) }, session.Unary(cancellationToken));
            await QuotaView.View.WriteOneAsync(session.Environment, session.Get(output), quota, QuotaView.Details);
        });
    }

    private static Command Set(CommandRunner runner, Argument<string?> id, Func<Session, Argument<string?>, string> name)
    {
        var output = new OutputOption();
        var command = new Command("set", "Changes the quotas that are given; 0 sets the default. In force within seconds, without a restart. For platform admins.") { id, output };
        var options = Fields.Select(field => (field.Field, Option: new Option<long?>("--" + field.Field.Replace('_', '-')) { Description = field.Description, HelpName = "number" })).ToList();
        foreach (var (_, option) in options)
            command.Options.Add(option);
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new UpdateTenantQuotaRequest { Quota = new() { Name = name(session, id) }, UpdateMask = new FieldMask() };
            foreach (var (field, option) in options)
            {
                if (session.Get(option) is not { } value)
                    continue;
                TenantQuota.Descriptor.FindFieldByName(field).Accessor.SetValue(request.Quota, value);
                request.UpdateMask.Paths.Add(field);
            }

            if (request.UpdateMask.Paths.Count == 0)
                throw CliException.Usage("nothing to change; give a quota, such as --interactions-per-second 1000");
            var quota = await session.Tenants.UpdateTenantQuotaAsync(request, session.Unary(cancellationToken));
            await QuotaView.View.WriteOneAsync(session.Environment, session.Get(output), quota, QuotaView.Details);
        });
    }
}
