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
