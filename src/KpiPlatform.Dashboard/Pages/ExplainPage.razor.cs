using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Dashboard.Hosting;
using KpiPlatform.Protocol.V1;
using Microsoft.AspNetCore.Components;

namespace KpiPlatform.Dashboard.Pages;

/// <summary>What changed the performance of a scorecard between two instants: by indicator, customer and interaction, and step by step.</summary>
public partial class ExplainPage
{
    private const int SharesShown = 12;
    private const int StepsOfAPage = 100;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(7);
    private ExplainScorecardResponse? _answer;
    private ScorecardDefinition _definition = new();

    /// <summary>Id of the scorecard.</summary>
    [Parameter]
    public string ScorecardId { get; set; } = string.Empty;

    /// <summary>The period whose score is explained; null for this month.</summary>
    [SupplyParameterFromQuery(Name = "period")]
    public string? Period { get; set; }

    /// <summary>Local time of the score before; null for a week ago.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Local time of the score after; null for now.</summary>
    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>"perspective/objective/indicator" whose steps are wanted; null for all.</summary>
    [SupplyParameterFromQuery(Name = "node")]
    public string? Node { get; set; }

    /// <summary>Page token; empty for the first page.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? PageToken { get; set; }

    private string FromOrDefault => string.IsNullOrEmpty(From) ? Calendar.Field(Timestamp.FromDateTimeOffset(Time.GetUtcNow() - DefaultSpan)) : From;

    private IEnumerable<ExplanationStep> Steps => _answer!.Steps.Where(step => step.Change != 0).Where(step => string.IsNullOrEmpty(Node) || step.Indicator == Node || step.Indicator.Length == 0);

    /// <inheritdoc/>
    protected override async Task LoadTenantAsync()
    {
        var name = $"{Parent}/scorecards/{ScorecardId}";
        var definition = Kpi.Scorecards.GetScorecardDefinitionAsync(new GetScorecardDefinitionRequest { Name = name }, Call()).ResponseAsync;
        var request = new ExplainScorecardRequest
        {
            Name = name,
            Period = Period ?? string.Empty,
            FromTime = Calendar.Read(FromOrDefault),
            ToTime = Calendar.Read(To),
            PageSize = StepsOfAPage,
            PageToken = PageToken ?? string.Empty,
        };
        _answer = await WaitForAsync(options => Kpi.Scorecards.ExplainScorecardAsync(request, options));
        _definition = await definition;
    }

    private static string KindText(ExplanationStep step) => step.Kind switch
    {
        ExplanationStepKind.Commit => step.Commits > 1 ? $"Interactions ({step.Commits} commits)" : "Interactions",
        ExplanationStepKind.Definition => $"Definition, version {step.DefinitionVersion}",
        ExplanationStepKind.Override => "Override",
        ExplanationStepKind.Time => "A day began",
        ExplanationStepKind.Source => "Another scorecard",
        _ => "Other",
    };

    // The whole request again: a page token is bound to it.
    private string Here(string? page, string? node) => Links.With(
        Links.Explain(Tenant, ScorecardId),
        ("period", Period), ("from", FromOrDefault), ("to", To), ("node", node), ("page", page));

    private string NodeTitle(string node)
    {
        var found = node.Split('/') is [var perspective, var objective, var indicator]
            ? _definition.Perspectives.FirstOrDefault(part => part.Id == perspective)?.Objectives.FirstOrDefault(part => part.Id == objective)?.Indicators
                .FirstOrDefault(part => part.Id == indicator || (part.Id.Length == 0 && part.Indicator == indicator))
            : null;
        return found is { Title.Length: > 0 } ? found.Title : Words.Title(Words.LastId(node));
    }
}
