using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Segments.Tracking;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Watching;
using KpiPlatform.Grains.Abstractions.Segments;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Segments;

/// <summary>
/// Sends a segment's entries and exits to one watcher. They are read from where they are stored, so that a slow reader holds nothing but its
/// position, and who comes back gets all that was stored meanwhile.
/// </summary>
internal sealed class SegmentWatch(ISegmentStore store, ISegmentProgress progress, CallerDefinitions definitions, GatewayOptions options, TimeProvider time)
{
    private const int MaxEvents = 500;

    /// <summary>Runs until the watcher leaves or the segment is deleted.</summary>
    public async Task RunAsync(
        TenantId tenant, string segment, TenantDefinition definition, WatchSegmentRequest request, IServerStreamWriter<WatchSegmentResponse> responses, CancellationToken cancellationToken)
    {
        var heartbeat = Heartbeats.Read(request.HeartbeatInterval);
        var position = ReadToken(request);
        var number = definition.Tenant;
        long sequence = 0;
        if (position is not { } after)
        {
            var state = await store.ReadStateAsync(number, segment, cancellationToken);
            after = state.Position;
            await responses.WriteAsync(Message(request.Name, ++sequence, after, state.Members), cancellationToken);
        }

        var sentAt = time.GetTimestamp();
        while (true)
        {
            // Before the look, so that what is stored right behind it wakes as well.
            var next = progress.NextEventsOf(number);
            var events = await store.ReadEventsAsync(new(number, segment, after, MaxEvents), cancellationToken);
            if (events.Count > 0)
            {
                after = events[^1].Position;
                var message = Message(request.Name, ++sequence, after, members: null);
                message.Events.Add(events.Select(one => SegmentMapper.ToProto(tenant, one)));
                await responses.WriteAsync(message, cancellationToken);
                sentAt = time.GetTimestamp();
                continue;
            }

            await RequireSegmentAsync(tenant, segment, cancellationToken);
            var rest = heartbeat - time.GetElapsedTime(sentAt);
            if (rest <= TimeSpan.Zero)
            {
                var state = await store.ReadStateAsync(number, segment, cancellationToken);
                if ((await store.ReadEventsAsync(new(number, segment, after, 1), cancellationToken)).Count > 0)
                    continue;
                await responses.WriteAsync(Message(request.Name, ++sequence, after, state.Members), cancellationToken);
                sentAt = time.GetTimestamp();
                continue;
            }

            // What other processes store is found by looking again.
            await Heartbeats.WaitAsync(next, rest < options.RetryDelay ? rest : options.RetryDelay, time, cancellationToken);
        }
    }

    private async Task RequireSegmentAsync(TenantId tenant, string segment, CancellationToken cancellationToken)
    {
        var definition = await definitions.FindAsync(tenant, cancellationToken) ?? throw NotFoundErrors.Tenant(tenant);
        SegmentDefinitions.Get(definition.Newest.Settings, segment, "name");
    }

    private static WatchSegmentResponse Message(string name, long sequence, long position, long? members)
    {
        var message = new WatchSegmentResponse { Sequence = sequence, ResumeToken = PageToken.Create(Events(name), writer => writer.Write(position)) };
        if (members is { } count)
            message.MemberCount = count;
        return message;
    }

    /// <summary>The position behind which to go on; null for a new watch. Tokens are those of the list of the same events.</summary>
    private static long? ReadToken(WatchSegmentRequest request)
    {
        if (request.ResumeToken.Length == 0)
            return null;
        try
        {
            return PageToken.Read(Events(request.Name), request.ResumeToken, reader => (long?)reader.ReadInt64());
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.InvalidArgument)
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                Reasons.InvalidToken,
                "The resume_token is none that this API gave out for this segment. Give it back unchanged, or leave it empty to begin with the number of members.",
                "resume_token");
        }
    }

    private static ListSegmentEventsRequest Events(string name) => new() { Parent = name };
}
