using System.Text;
using KpiPlatform.Cli.Import.Mapping;
using KpiPlatform.Cli.Import.Reading;
using KpiPlatform.Cli.Tests.Fakes;
using KpiPlatform.Cli.Yaml;
using NodaTime;

namespace KpiPlatform.Cli.Tests.Import;

/// <summary>Reads files through mappings without a server.</summary>
internal static class MappingFixture
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    public static ImportMapping Mapping(string yaml) => ImportMappingReader.Read(YamlSource.Parse("m.yaml", yaml));

    public static Task<List<ImportLine>> ReadAsync(string yaml, string csv) => ReadAsync(Mapping(yaml), Encoding.UTF8.GetBytes(csv));

    public static Task<List<ImportLine>> ReadExampleAsync(string name) =>
        ReadAsync(Mapping(Examples.Text(name + ".mapping.yaml")), File.ReadAllBytes(Examples.PathOf(name + ".csv")));

    public static async Task<List<ImportLine>> ReadAsync(ImportMapping mapping, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return await MappedFile.ReadAsync(stream, mapping, Berlin).ToListAsync();
    }
}
