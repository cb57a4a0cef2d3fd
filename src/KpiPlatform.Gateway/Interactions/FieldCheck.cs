using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using KpiPlatform.Domain.Identity;
using NodaTime;
using Duration = Google.Protobuf.WellKnownTypes.Duration;
using NodaDuration = NodaTime.Duration;

namespace KpiPlatform.Gateway.Interactions;

/// <summary>
/// Checks the fields of one interaction and collects what is wrong. Every check gives back a usable value, so that reading goes
/// on to the next field; what was read counts only if <see cref="Violations"/> is empty at the end. Paths are put together
/// only when something is wrong.
/// </summary>
internal sealed class FieldCheck(string prefix, int index)
{
    private static readonly Instant EarliestTime = NodaConstants.UnixEpoch;
    private static readonly Instant LatestTime = Instant.FromUtc(2200, 1, 1, 0, 0);
    private List<FieldViolation>? _violations;
    private string _scope = string.Empty;
    private string _list = string.Empty;
    private int _item;

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldViolation> Violations => _violations is null ? [] : _violations;

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool IsClean => _violations is null;

    /// <summary>From here on fields are those of the kind, e.g. "purchase".</summary>
    public void EnterKind(string name) => _scope = name;

    /// <summary>From here on fields are those of an item of a list.</summary>
    public void EnterItem(string list, int item)
    {
        _list = list;
        _item = item;
    }

    /// <summary>From here on fields are those of the kind again.</summary>
    public void LeaveItems() => _list = string.Empty;

    /// <summary>Notes that a field is wrong.</summary>
    public void Fail(string field, string reason, string message)
    {
        _violations ??= [];
        if (_violations.Count < InteractionLimits.MaxViolations)
            _violations.Add(new FieldViolation(Path(field), reason, message));
    }

    /// <summary>Notes that a field of the kind is wrong, also from within an item.</summary>
    public void FailOfKind(string field, string reason, string message)
    {
        var list = _list;
        _list = string.Empty;
        Fail(field, reason, message);
        _list = list;
    }

    /// <summary>A text on one line.</summary>
    public string Text(string text, string field, int maxBytes, bool required = false, int at = -1)
    {
        if (text.Length == 0)
        {
            if (required)
                Fail(At(field, at), InteractionReasons.Required, $"It is empty; give 1 to {maxBytes} UTF-8 bytes.");
            return text;
        }

        if (text.Length > maxBytes || !IsPlainAscii(text))
            CheckUnusual(text, At(field, at), maxBytes, isFreeText: false);
        return text;
    }

    /// <summary>A text of several lines.</summary>
    public string FreeText(string text, string field)
    {
        if (text.Length > InteractionLimits.FreeTextBytes || !IsPlainAscii(text))
            CheckUnusual(text, field, InteractionLimits.FreeTextBytes, isFreeText: true);
        return text;
    }

    /// <summary>Texts, none of them empty.</summary>
    public IReadOnlyList<string> Texts(IReadOnlyList<string> texts, string field, int maxCount)
    {
        if (texts.Count == 0)
            return [];
        if (!Count(texts.Count, field, maxCount))
            return [];
        var copy = new string[texts.Count];
        for (var i = 0; i < copy.Length; i++)
            copy[i] = Text(texts[i], field, InteractionLimits.KeyBytes, required: true, at: i);
        return copy;
    }

    /// <summary>A map, sorted ordinally by key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Map(IDictionary<string, string> map, string field, int maxCount)
    {
        if (map.Count == 0)
            return [];
        if (!Count(map.Count, field, maxCount))
            return [];
        var pairs = new KeyValuePair<string, string>[map.Count];
        map.CopyTo(pairs, 0);
        Array.Sort(pairs, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        foreach (var (key, value) in pairs)
        {
            Text(key, field, InteractionLimits.KeyBytes, required: true);
            if (value.Length > InteractionLimits.ValueBytes || !IsPlainAscii(value))
                CheckUnusual(value, $"{field}[\"{DisplayText.Of(key)}\"]", InteractionLimits.ValueBytes, isFreeText: false);
        }

        return pairs;
    }

    /// <summary>Whether a list is not too long.</summary>
    public bool Count(int count, string field, int maxCount)
    {
        if (count <= maxCount)
            return true;
        Fail(field, InteractionReasons.TooMany, $"It has {count} entries; give at most {maxCount}.");
        return false;
    }

    /// <summary>A whole number in a range.</summary>
    public long Whole(long value, string field, long min, long max)
    {
        if (value < min || value > max)
            Fail(field, InteractionReasons.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; give {min:N0} to {max:N0}."));
        return value;
    }

    /// <summary>A finite number in a range; -0 becomes 0.</summary>
    public double Real(double value, string field, double min = -InteractionLimits.Number, double max = InteractionLimits.Number)
    {
        if (!double.IsFinite(value))
            Fail(field, InteractionReasons.NotFinite, $"It is {value}; give a number.");
        else if (value < min || value > max)
            Fail(field, InteractionReasons.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"{value} is out of range; give {min} to {max}."));
        return value == 0 ? 0 : value;
    }

    /// <summary>An enum; its numbers are those of the domain's.</summary>
    public TDomain Choice<TDomain, TWire>(TWire value, string field, bool required = true)
        where TDomain : struct, System.Enum
        where TWire : struct, System.Enum
    {
        var number = System.Runtime.CompilerServices.Unsafe.As<TWire, int>(ref value);
        if (number == 0)
        {
            if (required)
                Fail(field, InteractionReasons.Required, $"It is not set; give one of {Choices<TDomain>()}.");
            return default;
        }

        var choice = number is > 0 and < byte.MaxValue ? (byte)number : byte.MaxValue;
        var domain = System.Runtime.CompilerServices.Unsafe.As<byte, TDomain>(ref choice);
        if (!System.Enum.IsDefined(domain))
            Fail(field, InteractionReasons.UnknownEnumValue, $"{number} is not known; give one of {Choices<TDomain>()}.");
        return domain;
    }

    /// <summary>An instant from 1970 up to 2200, cut to the microsecond; null where none was sent.</summary>
    public Instant? Time(Timestamp? time, string field)
    {
        if (time is null || Parse(time, field) is not { } instant)
            return null;
        if (instant < EarliestTime || instant >= LatestTime)
        {
            Fail(field, InteractionReasons.OutOfRange, $"{instant} is out of range; give {EarliestTime} up to {LatestTime}.");
            return null;
        }

        return instant;
    }

    /// <summary>When it happened: from 1970 to a little after now, cut to the microsecond.</summary>
    public Instant OccurTime(Timestamp? time, Instant now)
    {
        const string Field = "occur_time";
        if (time is null)
        {
            Fail(Field, InteractionReasons.Required, "It is not set; give the time at which it happened.");
            return EarliestTime;
        }

        if (Parse(time, Field) is not { } instant)
            return EarliestTime;
        if (instant < EarliestTime)
            Fail(Field, InteractionReasons.OccurTimeTooEarly, $"{instant} is before {EarliestTime}; give a time from then on.");
        else if (instant > now + NodaDuration.FromMinutes(InteractionLimits.FutureMinutes))
            Fail(Field, InteractionReasons.OccurTimeInFuture, $"{instant} is more than {InteractionLimits.FutureMinutes} minutes after now, which is {now}; check the sender's clock.");
        return instant;
    }

    /// <summary>A duration of at most seven days, cut to the microsecond; zero where none was sent.</summary>
    public TimeSpan Span(Duration? duration, string field, bool positive = false)
    {
        if (duration is null || (duration.Seconds == 0 && duration.Nanos == 0))
        {
            if (positive)
                Fail(field, InteractionReasons.OutOfRange, $"It is 0; give more than 0 and at most {InteractionLimits.DurationDays} days.");
            return TimeSpan.Zero;
        }

        if (duration.Nanos is < -999_999_999 or > 999_999_999 || (long)Math.Sign(duration.Seconds) * Math.Sign(duration.Nanos) < 0)
        {
            Fail(field, InteractionReasons.InvalidDuration, $"{duration.Seconds} seconds and {duration.Nanos} nanos are no Duration; give nanos of -999,999,999 to 999,999,999, of the same sign as seconds.");
            return TimeSpan.Zero;
        }

        const long MaxSeconds = InteractionLimits.DurationDays * 86_400L;
        var isTooLong = duration.Seconds > MaxSeconds || (duration.Seconds == MaxSeconds && duration.Nanos > 0);
        var span = isTooLong || duration.Seconds < 0 || duration.Nanos < 0
            ? TimeSpan.MinValue
            : new TimeSpan((duration.Seconds * TimeSpan.TicksPerSecond) + (duration.Nanos / 1_000 * TimeSpan.TicksPerMicrosecond));
        if (span >= (positive ? TimeSpan.FromMicroseconds(1) : TimeSpan.Zero))
            return span;
        Fail(
            field,
            InteractionReasons.OutOfRange,
            $"{duration.Seconds} seconds and {duration.Nanos} nanos are out of range; give {(positive ? "at least a microsecond" : "0")} and at most {InteractionLimits.DurationDays} days.");
        return TimeSpan.Zero;
    }

    private static string At(string field, int at) => at < 0 ? field : $"{field}[{at}]";

    private static string Choices<TDomain>()
        where TDomain : struct, System.Enum =>
        string.Join(", ", System.Enum.GetValues<TDomain>().Where(value => Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0).Select(value => $"{value} ({value:D})"));

    private static bool IsPlainAscii(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or > '~')
                return false;
        }

        return true;
    }

    private void CheckUnusual(string text, string field, int maxBytes, bool isFreeText)
    {
        if (text.Length > maxBytes || Encoding.UTF8.GetByteCount(text) > maxBytes)
        {
            Fail(field, InteractionReasons.TooLong, $"\"{DisplayText.Of(text)}\" has {Encoding.UTF8.GetByteCount(text)} UTF-8 bytes; give at most {maxBytes}.");
            return;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (character == '\uFFFD' || char.IsSurrogate(character))
            {
                // The protobuf library puts U+FFFD where the bytes on the wire were not UTF-8: the text is not what was meant.
                Fail(field, InteractionReasons.InvalidUtf8, $"\"{DisplayText.Of(text)}\" is not UTF-8 at character {i + 1}; send the text in UTF-8.");
                return;
            }
            else if (char.IsControl(character) && !(isFreeText && character != '\0'))
            {
                Fail(field, InteractionReasons.ControlCharacter, $"\"{DisplayText.Of(text)}\" has the control character U+{(int)character:X4} at {i + 1}; leave it out.");
                return;
            }
        }
    }

    private Instant? Parse(Timestamp time, string field)
    {
        // Bounds of google.protobuf.Timestamp: year 1 to 9999.
        if (time.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && time.Nanos is >= 0 and <= 999_999_999)
            return Instant.FromUnixTimeTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanos / 1_000 * TimeSpan.TicksPerMicrosecond));
        Fail(field, InteractionReasons.InvalidTime, $"{time.Seconds} seconds and {time.Nanos} nanos are no Timestamp; give years 1 to 9999 and nanos of 0 to 999,999,999.");
        return null;
    }

    private string Path(string field)
    {
        var path = new StringBuilder(prefix);
        if (index >= 0)
            path.Append('[').Append(index).Append(']');
        if (_scope.Length > 0)
            Join(path, _scope);
        if (_list.Length > 0)
            Join(path, _list).Append('[').Append(_item).Append(']');
        return (field.Length > 0 ? Join(path, field) : path).ToString();
    }

    private static StringBuilder Join(StringBuilder path, string name) => (path.Length > 0 ? path.Append('.') : path).Append(name);
}
