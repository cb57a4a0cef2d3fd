using KpiPlatform.Domain;
using KpiPlatform.Domain.Journal;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Scorecards;

/// <summary>Lists a tenant's scorecards by name: the store knows their keys, their grains the rest.</summary>
internal sealed class ScorecardLister(CallerGrains grains, IStateStore store, CallerDefinitions definitions, GatewayOptions options)
{
    /// <summary>The kind under which the grains store scorecards, each under its grain's key.</summary>
    private const string Kind = "scorecard";

    private const int DefaultPageSize = 50;

    /// <summary>One page.</summary>
    public async Task<ListScorecardsResponse> ListAsync(ListScorecardsRequest request, CancellationToken cancellationToken)
    {
        var tenant = ResourceNames.ParseTenant(request.Parent, "parent");
        _ = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        var size = PageSize.Of(request.PageSize, DefaultPageSize);
        var after = PageToken.Read(request, request.PageToken, reader => reader.ReadString());
        var keys = await store.ListKeysAsync(Kind, $"{tenant.Value}/", after, size + 1, cancellationToken);
        var count = Math.Min(keys.Count, size);
        var replies = new Reply<ScorecardDocument>[count];
        await Bounded.ForEachAsync(count, options.MaxParallelReads, async i => replies[i] = await grains.GetGrain<IScorecardGrain>(keys[i]).Get(cancellationToken));
        var response = new ListScorecardsResponse();
        for (var i = 0; i < count; i++)
        {
            // Deleted since the keys were read.
            if (replies[i].Error is not { Kind: ErrorKind.NotFound })
                response.Scorecards.Add(ScorecardDefinitions.ToProto(tenant, GrainKeys.ParseScorecard(keys[i]).Scorecard, replies[i].Require()));
        }

        if (keys.Count > size)
            response.NextPageToken = PageToken.Create(request, writer => writer.Write(keys[size - 1]));
        return response;
    }
}
