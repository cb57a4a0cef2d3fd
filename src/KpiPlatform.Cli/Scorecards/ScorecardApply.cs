using Grpc.Core;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Scorecards;

/// <summary>Makes a scorecard be as its file says, whether it exists or not.</summary>
internal static class ScorecardApply
{
    /// <summary>Answers the definition now in force, and "created", "updated" or "unchanged".</summary>
    public static async Task<(ScorecardDefinition Definition, string Outcome)> RunAsync(
        Session session, ScorecardDefinition wanted, CancellationToken cancellationToken)
    {
        var before = await FindAsync(session, wanted.Name, cancellationToken);
        var request = new UpdateScorecardRequest { Scorecard = wanted, AllowMissing = true };
        var after = await session.Scorecards.UpdateScorecardAsync(request, session.Unary(cancellationToken));
        if (before is null)
            return (after, "created");
        return (after, Content(before).Equals(Content(after)) ? "unchanged" : "updated");
    }

    private static async Task<ScorecardDefinition?> FindAsync(Session session, string name, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetScorecardDefinitionRequest { Name = name };
            return await session.Scorecards.GetScorecardDefinitionAsync(request, session.Unary(cancellationToken));
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            // A missing tenant answers so too; then the update that follows says it.
            return null;
        }
    }

    // What a person wrote, without what the server counts.
    private static ScorecardDefinition Content(ScorecardDefinition definition)
    {
        var content = definition.Clone();
        content.Version = 0;
        content.Etag = "";
        content.CreateTime = null;
        content.UpdateTime = null;
        return content;
    }
}
