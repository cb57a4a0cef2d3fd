namespace KpiPlatform.Gateway.Interactions;

/// <summary>How much an interaction may hold.</summary>
public static class InteractionLimits
{
    /// <summary>Largest interaction, as protobuf bytes.</summary>
    public const int InteractionBytes = 64 * 1024;

    /// <summary>Longest source, id, channel, ticket, call and subscription, in UTF-8 bytes.</summary>
    public const int IdBytes = 64;

    /// <summary>Longest text that states no other limit, in UTF-8 bytes.</summary>
    public const int TextBytes = 128;

    /// <summary>Longest comment or mention, in UTF-8 bytes.</summary>
    public const int FreeTextBytes = 8_192;

    /// <summary>Longest key of a label or an attribute, longest tag and promotion id, in UTF-8 bytes.</summary>
    public const int KeyBytes = 64;

    /// <summary>Longest value of a label or an attribute, in UTF-8 bytes.</summary>
    public const int ValueBytes = 256;

    /// <summary>Most labels.</summary>
    public const int Labels = 16;

    /// <summary>Most attributes.</summary>
    public const int Attributes = 32;

    /// <summary>Most lines of an order or a refund.</summary>
    public const int Lines = 200;

    /// <summary>Most tags of a line or a mention.</summary>
    public const int Tags = 16;

    /// <summary>Most promotions of an order.</summary>
    public const int Promotions = 16;

    /// <summary>Most factors of an answer.</summary>
    public const int Factors = 32;

    /// <summary>Greatest revision.</summary>
    public const int Revision = 1_000_000;

    /// <summary>Most decimal places of a quantity.</summary>
    public const int QuantityDecimals = 6;

    /// <summary>Greatest quantity of a line.</summary>
    public const double Quantity = 1_000_000_000;

    /// <summary>Greatest magnitude of any other number, so that it is exact as a whole number.</summary>
    public const double Number = 1_000_000_000_000_000;

    /// <summary>Most digits of an exchange rate.</summary>
    public const int RateDigits = 18;

    /// <summary>Longest span of a spend, in days.</summary>
    public const int SpendDays = 366;

    /// <summary>How far ahead of this server's clock a sender's may be, in minutes.</summary>
    public const int FutureMinutes = 5;

    /// <summary>Longest duration, in days.</summary>
    public const int DurationDays = 7;

    /// <summary>Most violations that are reported of one interaction.</summary>
    public const int MaxViolations = 16;
}
