namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer, Immutable]
public sealed record Frozen([property: Id(0)] int Number, [property: Id(1)] string Text, [property: Id(2)] Nested Inner);
