namespace KpiPlatform.Grains.Embedded;

/// <summary>Base of all grain interfaces. Its methods return Task, ValueTask or IAsyncEnumerable.</summary>
public interface IGrain : IAddressable;
