using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Definitions;
using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi measure list|show|apply|delete</c>.</summary>
internal static class MeasureCommand
{
    public static Command Create(CommandRunner runner) =>
        new("measure", "Lists the measures that formulas are made of, and defines new ones.")
        {
            List(runner),
            DefinitionCommands.ShowMeasure(runner),
            DefinitionCommands.Apply(runner, "Creates the measures of a file, or changes them to be as the file says.", DefinitionsFile.Measures),
            DefinitionCommands.DeleteMeasure(runner),
        };

    private static Command List(CommandRunner runner)
    {
        var own = new Option<bool>("--own") { Description = "Only the tenant's own." };
        var limit = ListOptions.Limit();
        var output = new OutputOption();
        var command = new Command("list", "Lists measures: those built in and the tenant's own.") { own, limit, output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var parent = session.Tenant;
            var measures = ListOptions.PageAsync(session, session.Get(limit), async (size, token, ct) =>
            {
                var request = new ListMeasuresRequest { Parent = parent, OwnOnly = session.Get(own), PageSize = size, PageToken = token };
                var page = await session.Definitions.ListMeasuresAsync(request, session.Unary(ct));
                return ((IReadOnlyList<MeasureDefinition>)page.Measures, page.NextPageToken);
            }, cancellationToken);
            await MeasureView.View.WriteListAsync(session.Environment, session.Get(output), measures, "No measures.", cancellationToken);
        });
    }
}
