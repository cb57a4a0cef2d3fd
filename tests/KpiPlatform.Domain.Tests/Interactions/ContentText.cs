using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KpiPlatform.Domain.Interactions;
using NodaTime;

namespace KpiPlatform.Domain.Tests.Interactions;

/// <summary>All public properties of an interaction as text, found by reflection: what the codec must not lose a part of.</summary>
internal static class ContentText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantConverter(), new DecimalConverter() },
    };

    public static string Of(Interaction interaction) =>
        JsonSerializer.Serialize(interaction, Options) + JsonSerializer.Serialize<object>(interaction.Facts, Options);

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToUnixTimeTicks());
    }

    /// <summary>1.50 and 1.5 are the same content.</summary>
    private sealed class DecimalConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value / 1.0000000000000000000000000000m);
    }
}
