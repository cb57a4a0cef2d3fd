using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Cli.Connection;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Definitions;

/// <summary>Makes measures and indicators be as a file says, whether they exist or not.</summary>
/// <param name="session">The conversation with the server.</param>
/// <param name="isDryRun">Check only.</param>
internal sealed class DefinitionApply(Session session, bool isDryRun)
{
    private static readonly FieldMask Everything = new() { Paths = { "*" } };

    /// <summary>Applies a measure; answers "created", "updated" or "unchanged".</summary>
    public async Task<string> RunAsync(MeasureDefinition wanted, CancellationToken cancellationToken)
    {
        var client = session.Definitions;
        var before = await FindAsync(() => client.GetMeasureAsync(new GetMeasureRequest { Name = wanted.Name }, session.Unary(cancellationToken)));
        if (before is null)
        {
            var create = new CreateMeasureRequest { Parent = session.Tenant, MeasureId = ResourceNames.LastSegment(wanted.Name), Measure = wanted, ValidateOnly = isDryRun };
            await client.CreateMeasureAsync(create, session.Unary(cancellationToken));
            return Said("created");
        }

        var update = new UpdateMeasureRequest { Measure = wanted, UpdateMask = Everything, ValidateOnly = isDryRun };
        var after = await client.UpdateMeasureAsync(update, session.Unary(cancellationToken));
        return Outcome(before, after);
    }

    /// <summary>Applies an indicator; answers "created", "updated" or "unchanged".</summary>
    public async Task<string> RunAsync(IndicatorDefinition wanted, CancellationToken cancellationToken)
    {
        var client = session.Definitions;
        var before = await FindAsync(() => client.GetIndicatorAsync(new GetIndicatorRequest { Name = wanted.Name }, session.Unary(cancellationToken)));
        if (before is null)
        {
            var create = new CreateIndicatorRequest { Parent = session.Tenant, IndicatorId = ResourceNames.LastSegment(wanted.Name), Indicator = wanted, ValidateOnly = isDryRun };
            await client.CreateIndicatorAsync(create, session.Unary(cancellationToken));
            return Said("created");
        }

        var update = new UpdateIndicatorRequest { Indicator = wanted, UpdateMask = Everything, ValidateOnly = isDryRun };
        var after = await client.UpdateIndicatorAsync(update, session.Unary(cancellationToken));
        return Outcome(before, after);
    }

    private static async Task<T?> FindAsync<T>(Func<AsyncUnaryCall<T>> get)
        where T : class
    {
        try
        {
            return await get();
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            // A missing tenant answers so too; then the creation that follows says it.
            return null;
        }
    }

    private string Outcome<T>(T before, T after)
        where T : class, IMessage<T> => Content(before).Equals(Content(after)) ? "unchanged" : Said("updated");

    private string Said(string outcome) => isDryRun ? $"would be {outcome}:" : outcome;

    // What a person wrote and what follows from it, without what the server counts.
    private static T Content<T>(T definition)
        where T : class, IMessage<T>
    {
        var content = definition.Clone();
        foreach (var name in new[] { "etag", "create_time", "update_time" })
            content.Descriptor.FindFieldByName(name).Accessor.Clear(content);
        return content;
    }
}
