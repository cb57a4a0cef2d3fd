using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Attack;

/// <summary>Callers who record and read as they should, each waiting for its answer before the next call.</summary>
public sealed class HonestLoad : IDisposable
{
    private const int Writers = 4;
    private const int Readers = 4;
    private readonly GrpcChannel _channel;
    private readonly InteractionService.InteractionServiceClient _interactions;
    private readonly CustomerService.CustomerServiceClient _customers;
    private readonly string _tenant;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _callers = [];
    private readonly string _run = Guid.NewGuid().ToString("N");
    private long _answered;
    private long _failed;
    private string _firstFailure = string.Empty;

    /// <summary>Connects; nothing is sent yet.</summary>
    public HonestLoad(Uri address, string key, string tenant)
    {
        _channel = GrpcChannel.ForAddress(address);
        var invoker = Keyed.Invoker(_channel, key);
        (_interactions, _customers, _tenant) = (new(invoker), new(invoker), tenant);
    }

    /// <summary>Calls answered so far.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Calls that failed so far.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>What the first that failed was told; empty if none did.</summary>
    public string FirstFailure => _firstFailure;

    /// <summary>Begins.</summary>
    public void Start()
    {
        for (var i = 0; i < Writers + Readers; i++)
        {
            var number = i;
            _callers.Add(Task.Run(() => number < Writers ? WriteAsync(number) : ReadAsync(number - Writers)));
        }
    }

    /// <summary>Ends, and waits for what is under way.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_callers);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _channel.Dispose();
    }

    /// <summary>Makes the customers that are read.</summary>
    public async Task PrepareAsync()
    {
        for (var i = 0; i < Readers; i++)
            await _interactions.RecordInteractionAsync(Interaction($"read-{i}", $"{_run}-{i}"));
    }

    private async Task WriteAsync(int number)
    {
        for (var i = 0; !_stopping.IsCancellationRequested; i++)
        {
            var request = Interaction($"write-{number}-{i % 50}", $"{_run}-{number}-{i}");
            await CountAsync(async () => await _interactions.RecordInteractionAsync(request, deadline: Deadline()));
        }
    }

    private async Task ReadAsync(int number)
    {
        while (!_stopping.IsCancellationRequested)
            await CountAsync(async () => await _customers.GetCustomerAsync(new() { Name = $"{_tenant}/customers/read-{number}" }, deadline: Deadline()));
    }

    private async Task CountAsync(Func<Task> call)
    {
        try
        {
            await call();
            Interlocked.Increment(ref _answered);
        }
        catch (RpcException exception)
        {
            if (Interlocked.Increment(ref _failed) == 1)
                _firstFailure = exception.Status.ToString();
        }
    }

    private RecordInteractionRequest Interaction(string customer, string id) => new()
    {
        Parent = _tenant,
        Interaction = new()
        {
            Customer = customer,
            Source = "honest",
            Id = id[..Math.Min(id.Length, 60)],
            OccurTime = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(1)),
            Purchase = new() { Amount = new() { CurrencyCode = "EUR", Units = 10 } },
        },
    };

    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30);
}
