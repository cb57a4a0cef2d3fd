namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer]
public sealed class Message
{
    [Id(0)]
    public string Kept { get; set; } = string.Empty;

    [Id(1)]
    public List<int> Items { get; set; } = [];

    public string Dropped { get; set; } = "initial";
}

[GenerateSerializer, Immutable]
public sealed record Frozen([property: Id(0)] int Number, [property: Id(1)] string Text, [property: Id(2)] Nested Inner);

[GenerateSerializer, Immutable]
public sealed record Nested(int Value);

[GenerateSerializer]
public readonly record struct Point(int X, int Y);

[GenerateSerializer]
public record Base([property: Id(0)] string Name);

[GenerateSerializer]
public sealed record Derived(string Name, [property: Id(0)] int Number) : Base(Name);

public sealed class Unmarked;

[GenerateSerializer]
public sealed class Holder
{
    [Id(0)]
    public object? Anything { get; set; }
}

[GenerateSerializer]
public sealed class Computed
{
    private readonly int _value = 1;

    [Id(0)]
    public int Value => _value;
}

[GenerateSerializer]
public sealed class MailException(string message, Exception inner) : Exception(message, inner)
{
    [Id(0)]
    public int Code { get; set; }

    public string? Hidden { get; set; }
}
