using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using KpiPlatform.Dashboard.Errors;
using KpiPlatform.Dashboard.Formatting;
using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Dashboard.Scorecards;
using KpiPlatform.Protocol.V1;
using Microsoft.Extensions.Logging;

namespace KpiPlatform.Dashboard.Live;

/// <summary>
/// One watch of a scorecard with a key, and what open pages show of it, however many there are. The platform sends what changed each
/// <see cref="DashboardOptions.LiveInterval"/> at most, to all feeds at the same instants; one task reads that without ever waiting for a page, another
/// gets the frame of the latest state (<see cref="CardFrames"/>), rendered once for all feeds that were sent the same; a page takes the latest frame when it is ready for it. So nothing queues up, whoever is slow. Thread-safe.
/// </summary>
internal sealed partial class ScorecardFeed : IAsyncDisposable
{
    /// <summary>How long trends stand, but for their last value, which is the one that the scorecard has. Reading those of forty indicators costs as much as they change rarely.</summary>
    internal static readonly TimeSpan TrendAge = TimeSpan.FromMinutes(2);

    // The platform keeps the pace; what comes faster all the same, such as after each reconnection, is merged.
    private const int GapsInAnInterval = 10;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CardState _state = new();
    private readonly Channel<bool> _moved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PlatformClients _clients;
    private readonly string _fingerprint;
    private readonly CardContext _asked;
    private readonly TrendReader _trends;
    private readonly SharedCards _cards;
    private readonly DashboardOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _run;
    private TaskCompletionSource<CardFrame> _next = NewSource();
    private volatile CardFrame? _latest;

    public ScorecardFeed(
        PlatformClients clients, string fingerprint, CardContext asked, TrendReader trends, SharedCards cards, DashboardOptions options, TimeProvider time, ILogger logger)
    {
        _clients = clients;
        _fingerprint = fingerprint;
        _asked = asked;
        _trends = trends;
        _cards = cards;
        _options = options;
        _time = time;
        _logger = logger;
        _run = Task.Run(() => RunAsync(_stopping.Token));
    }

    private string Parent => "tenants/" + _asked.Tenant;

    private string Name => $"{Parent}/scorecards/{_asked.Scorecard}";

    /// <summary>Waits for a frame other than the one that a page has.</summary>
    /// <param name="seen">That one; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<CardFrame> AfterAsync(CardFrame? seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next);
            if (_latest is { } latest && !ReferenceEquals(latest, seen))
                return latest;
            await next.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _run;
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(both.Token);
        var rendering = RenderAsync(both.Token);
        await Task.WhenAny(reading, rendering);
        await both.CancelAsync();
        try
        {
            await Task.WhenAll(reading, rendering);
        }
        catch (OperationCanceledException)
        {
            // The last page has left, or one of both has failed and ended the other.
        }
        catch (RpcException exception)
        {
            End(Failure.Of(exception));
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            End(Failure.Of(new RpcException(new Grpc.Core.Status(StatusCode.Internal, "The page cannot be updated."))));
        }
    }

    /// <summary>Reads the stream; goes on where it was when the connection breaks. What no retry can mend is thrown.</summary>
    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var request = new WatchScorecardRequest { Name = Name, Period = _asked.Period ?? string.Empty, ResumeToken = _state.ResumeToken, UpdateInterval = Duration.FromTimeSpan(_options.LiveInterval) };
                using var watch = _clients.Scorecards.WatchScorecard(request, cancellationToken: cancellationToken);
                while (await watch.ResponseStream.MoveNext(cancellationToken))
                {
                    _state.Apply(watch.ResponseStream.Current);
                    _moved.Writer.TryWrite(true);
                }
            }
            catch (RpcException exception) when (!cancellationToken.IsCancellationRequested && IsTransient(exception))
            {
                LogInterrupted(exception.StatusCode);
            }
            catch (RpcException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }

            await Task.Delay(RetryDelay, _time, cancellationToken);
        }
    }

    private async Task RenderAsync(CancellationToken cancellationToken)
    {
        var tenant = await _clients.Tenants.GetTenantAsync(new GetTenantRequest { Name = Parent }, _clients.Call(cancellationToken));
        var context = _asked with { Calendar = new TenantCalendar(tenant.TimeZone) };
        await using var shared = _cards.Join(context);
        ScorecardDefinition? definition = null;
        IReadOnlyDictionary<string, Trend>? trends = null;
        (string? Shape, long ReadAt) known = default;
        while (await _moved.Reader.WaitToReadAsync(cancellationToken))
        {
            _moved.Reader.TryRead(out _);
            if (_state.Current is not { } card)
                continue;
            if (definition?.Version != card.DefinitionVersion)
                definition = await _clients.Scorecards.GetScorecardDefinitionAsync(new GetScorecardDefinitionRequest { Name = Name }, _clients.Call(cancellationToken));
            if (trends is null || known.Shape != CardFrames.ShapeOf(card) || _time.GetElapsedTime(known.ReadAt) >= TrendAge)
            {
                known = (CardFrames.ShapeOf(card), _time.GetTimestamp());
                trends = await _trends.ReadAsync(_clients, _fingerprint, Parent, card, definition, context.Calendar, asOf: null);
            }

            Publish(await shared.Feed.NextAsync(card, trends, cancellationToken));
            await Task.Delay(_options.LiveInterval / GapsInAnInterval, _time, cancellationToken);
        }
    }

    private void Publish(CardFrame frame)
    {
        if (ReferenceEquals(frame, _latest))
            return;

        // First the frame, then the signal: who misses the signal sees the frame.
        _latest = frame;
        Interlocked.Exchange(ref _next, NewSource()).TrySetResult(frame);
    }

    private void End(Failure failure) => Publish(new CardFrame(0, string.Empty, new Dictionary<string, CardElement>(StringComparer.Ordinal), failure));

    // A server that stops, or is away, comes back; a key that is refused, or a scorecard that is gone, does not.
    internal static bool IsTransient(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.ResourceExhausted or StatusCode.Internal or StatusCode.Cancelled or StatusCode.Aborted;

    private static TaskCompletionSource<CardFrame> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
