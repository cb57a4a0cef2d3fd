namespace KpiPlatform.Grains.Embedded.Tests.Storage;

[GenerateSerializer]
internal sealed class Note
{
    [Id(0)]
    public string Text { get; set; } = string.Empty;
}
