using Grpc.Core;
using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Gateway.Watching;
using KpiPlatform.Grains.Abstractions.Alerts;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Alerts;

/// <summary>
/// Sends what happens to a tenant's actions to one watcher. Events are read from where they are stored, so that a slow reader holds nothing but
/// its position, and who comes back gets all that was stored meanwhile.
/// </summary>
internal sealed class AlertWatch(IAlertStore store, IAlertSignals signals, CallerDefinitions definitions, GatewayOptions options, TimeProvider time)
{
    private const int MaxEvents = 500;

    /// <summary>Runs until the watcher leaves or the tenant is deleted.</summary>
    public async Task RunAsync(TenantId tenant, TenantNumber number, WatchAlertsRequest request, IServerStreamWriter<WatchAlertsResponse> responses, CancellationToken cancellationToken)
    {
        var heartbeat = Heartbeats.Read(request.HeartbeatInterval);
        var position = ReadToken(request);
        long sequence = 0;
        if (position is not { } after)
        {
            var head = await store.ReadHeadAsync(number, cancellationToken);
            after = head.Position;
            await responses.WriteAsync(Message(request.Parent, ++sequence, after, head.Open), cancellationToken);
        }

        var sentAt = time.GetTimestamp();
        while (true)
        {
            // Before the look, so that what is stored right behind it wakes as well.
            var next = signals.NextEventsOf(number);
            var events = await store.ReadEventsAsync(number, after, MaxEvents, cancellationToken);
            if (events.Count > 0)
            {
                after = events[^1].Position;
                var message = Message(request.Parent, ++sequence, after, open: null);
                message.Events.Add(events.Select(one => AlertMapper.ToProto(tenant, one)));
                await responses.WriteAsync(message, cancellationToken);
                sentAt = time.GetTimestamp();
                continue;
            }

            if (await definitions.FindAsync(tenant, cancellationToken) is null)
                throw NotFoundErrors.Tenant(tenant);
            var rest = heartbeat - time.GetElapsedTime(sentAt);
            if (rest <= TimeSpan.Zero)
            {
                var head = await store.ReadHeadAsync(number, cancellationToken);
                if ((await store.ReadEventsAsync(number, after, 1, cancellationToken)).Count > 0)
                    continue;
                await responses.WriteAsync(Message(request.Parent, ++sequence, after, head.Open), cancellationToken);
                sentAt = time.GetTimestamp();
                continue;
            }

            // What other processes store is found by looking again.
            await Heartbeats.WaitAsync(next, rest < options.RetryDelay ? rest : options.RetryDelay, time, cancellationToken);
        }
    }

    private static WatchAlertsResponse Message(string parent, long sequence, long position, long? open)
    {
        var message = new WatchAlertsResponse { Sequence = sequence, ResumeToken = PageToken.Create(Events(parent), writer => writer.Write(position)) };
        if (open is { } count)
            message.OpenActionCount = count;
        return message;
    }

    /// <summary>The position behind which to go on; null for a new watch. Tokens are those of the list of the same events.</summary>
    private static long? ReadToken(WatchAlertsRequest request)
    {
        if (request.ResumeToken.Length == 0)
            return null;
        try
        {
            return PageToken.Read(Events(request.Parent), request.ResumeToken, reader => (long?)reader.ReadInt64());
        }
        catch (DomainException exception) when (exception.Kind == ErrorKind.InvalidArgument)
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                Reasons.InvalidToken,
                "The resume_token is none that this API gave out for this tenant. Give it back unchanged, or leave it empty to begin with the number of open actions.",
                "resume_token");
        }
    }

    private static ListAlertEventsRequest Events(string parent) => new() { Parent = parent };
}
