namespace KpiPlatform.Gateway.Interactions;

/// <summary>Why an interaction is refused. The texts are public and never change.</summary>
public static class InteractionReasons
{
    /// <summary>A required field is empty.</summary>
    public const string Required = "REQUIRED";

    /// <summary>None of the kinds is set, or one that this version does not know.</summary>
    public const string KindRequired = "KIND_REQUIRED";

    /// <summary>A kind that happens to a customer names none.</summary>
    public const string CustomerRequired = "CUSTOMER_REQUIRED";

    /// <summary>A fact of the tenant names a customer.</summary>
    public const string CustomerNotAllowed = "CUSTOMER_NOT_ALLOWED";

    /// <summary>A customer is linked to itself.</summary>
    public const string SameCustomer = "SAME_CUSTOMER";

    /// <summary>The message as a whole is too large.</summary>
    public const string InteractionTooLarge = "INTERACTION_TOO_LARGE";

    /// <summary>A text has too many bytes.</summary>
    public const string TooLong = "TOO_LONG";

    /// <summary>A list or map has too many entries.</summary>
    public const string TooMany = "TOO_MANY";

    /// <summary>A text has a control character.</summary>
    public const string ControlCharacter = "CONTROL_CHARACTER";

    /// <summary>A text has U+FFFD or half a surrogate pair: its bytes were not UTF-8.</summary>
    public const string InvalidUtf8 = "INVALID_UTF8";

    /// <summary>A number, an amount, a time or a duration lies outside its range.</summary>
    public const string OutOfRange = "OUT_OF_RANGE";

    /// <summary>A number is NaN or infinite.</summary>
    public const string NotFinite = "NOT_FINITE";

    /// <summary>An answer has to be a whole number.</summary>
    public const string NotWholeNumber = "NOT_WHOLE_NUMBER";

    /// <summary>A number has more decimal places than are kept, or an amount is finer than the minor unit.</summary>
    public const string TooPrecise = "TOO_PRECISE";

    /// <summary>An enum has a number that this version does not know.</summary>
    public const string UnknownEnumValue = "UNKNOWN_ENUM_VALUE";

    /// <summary>A currency code is not of ISO 4217.</summary>
    public const string UnknownCurrency = "UNKNOWN_CURRENCY";

    /// <summary>The amounts of one interaction are in several currencies.</summary>
    public const string MixedCurrencies = "MIXED_CURRENCIES";

    /// <summary>Units and nanos of an amount contradict each other.</summary>
    public const string InvalidMoney = "INVALID_MONEY";

    /// <summary>An amount is in a foreign currency without a rate.</summary>
    public const string ExchangeRateRequired = "EXCHANGE_RATE_REQUIRED";

    /// <summary>A rate is no decimal number greater than 0, or is given for the tenant's own currency.</summary>
    public const string InvalidExchangeRate = "INVALID_EXCHANGE_RATE";

    /// <summary>A Timestamp is malformed.</summary>
    public const string InvalidTime = "INVALID_TIME";

    /// <summary>A Duration is malformed.</summary>
    public const string InvalidDuration = "INVALID_DURATION";

    /// <summary>It happened later than now.</summary>
    public const string OccurTimeInFuture = "OCCUR_TIME_IN_FUTURE";

    /// <summary>It happened before 1970.</summary>
    public const string OccurTimeTooEarly = "OCCUR_TIME_TOO_EARLY";

    /// <summary>The tenant has not declared the survey.</summary>
    public const string UnknownSurvey = "UNKNOWN_SURVEY";

    /// <summary>The tenant has not declared the journey.</summary>
    public const string UnknownJourney = "UNKNOWN_JOURNEY";

    /// <summary>The journey has no such step.</summary>
    public const string UnknownJourneyStep = "UNKNOWN_JOURNEY_STEP";
}
