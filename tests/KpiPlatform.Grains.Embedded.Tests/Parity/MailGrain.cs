namespace KpiPlatform.Grains.Embedded.Tests.Parity;

internal sealed class MailGrain : Grain, IMailGrain
{
    private Message? _kept;
    private int _dropped;
    private string _arrivals = string.Empty;

    public static MailException Thrown { get; } = new("returned to sender", new InvalidOperationException("cause")) { Code = 404, Hidden = "secret" };

    public static Nested Item { get; } = new(42);

    public Task Keep(Message message)
    {
        _kept = message;
        return Task.CompletedTask;
    }

    public Task<Message?> Kept() => Task.FromResult(_kept);

    public Task<object?> Echo(object? value) => Task.FromResult(value);

    public Task<object> Unknown() => Task.FromResult<object>(new Unmarked());

    public Task Throw() => throw Thrown;

    public Task<string> Forward(IMailGrain other, string text) => other.Receive(text);

    public Task ForwardSelf(IMailGrain other) => other.Forward(this, "me");

    public Task<string> Receive(string text) => Task.FromResult($"{this.GetPrimaryKeyString()} got {text}");

    public Task Drop()
    {
        _dropped++;
        return Task.CompletedTask;
    }

    public Task<int> Dropped() => Task.FromResult(_dropped);

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task<string> OrderOfArrival(int calls)
    {
        _arrivals = string.Empty;
        var self = this.AsReference<IMailGrain>();
        await Task.WhenAll(Enumerable.Range(0, calls).Select(self.Arrive));
        return _arrivals;
    }

    public Task Arrive(int number)
    {
        _arrivals += number;
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<Nested> Items()
    {
        yield return Item;
        await Task.Yield();
        yield return Item;
    }
}
