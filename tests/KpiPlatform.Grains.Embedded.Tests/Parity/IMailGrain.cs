namespace KpiPlatform.Grains.Embedded.Tests.Parity;

internal interface IMailGrain : IGrainWithStringKey
{
    Task Keep(Message message);

    Task<Message?> Kept();

    Task<object?> Echo(object? value);

    Task<object> Unknown();

    Task Throw();

    Task<string> Forward(IMailGrain other, string text);

    Task ForwardSelf(IMailGrain other);

    Task<string> Receive(string text);

    [OneWay]
    Task Drop();

    Task<int> Dropped();

    Task End();

    /// <summary>Calls itself a number of times at once and tells in which order the calls started.</summary>
    Task<string> OrderOfArrival(int calls);

    [AlwaysInterleave]
    Task Arrive(int number);

    IAsyncEnumerable<Nested> Items();
}
