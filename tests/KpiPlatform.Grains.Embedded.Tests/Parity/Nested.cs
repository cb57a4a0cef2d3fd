namespace KpiPlatform.Grains.Embedded.Tests.Parity;

[GenerateSerializer, Immutable]
public sealed record Nested(int Value);
