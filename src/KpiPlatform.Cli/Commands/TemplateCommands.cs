using System.CommandLine;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Cli.Output;
using KpiPlatform.Cli.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Commands;

/// <summary><c>kpi scorecard templates|create</c>.</summary>
internal static class TemplateCommands
{
    /// <summary>Lists templates.</summary>
    public static Command List(CommandRunner runner)
    {
        var output = new OutputOption();
        var command = new Command("templates", "Lists the templates that a scorecard can be created from.") { output };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var response = await session.Scorecards.ListTemplatesAsync(new ListTemplatesRequest { Parent = session.Tenant }, session.Unary(cancellationToken));
            await TemplateView.View.WriteListAsync(session.Environment, session.Get(output), response.Templates.ToAsyncEnumerable(), "No templates.", cancellationToken);
        });
    }

    /// <summary>Creates a scorecard from a template.</summary>
    public static Command Create(CommandRunner runner)
    {
        var id = new Argument<string>("id") { Description = "Id of the new scorecard." };
        var template = new Option<string>("--template", "-t") { Description = "Id of the template; see kpi scorecard templates.", HelpName = "template", Required = true };
        var title = new Option<string?>("--title") { Description = "Default: the template's.", HelpName = "title" };
        var command = new Command("create", "Creates a scorecard from a template, with goals and thresholds to be changed afterwards.") { id, template, title };
        return runner.Handle(command, async (session, cancellationToken) =>
        {
            var request = new CreateScorecardRequest
            {
                Parent = session.Tenant,
                ScorecardId = session.Get(id),
                Template = session.Get(template),
                Scorecard = new ScorecardDefinition { Title = session.Get(title) ?? "" },
            };
            var created = await session.Scorecards.CreateScorecardAsync(request, session.Unary(cancellationToken));
            await session.Environment.Output.WriteLineAsync($"created {created.Name}, version {created.Version}");
        });
    }
}
