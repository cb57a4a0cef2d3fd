using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace KpiPlatform.Spreadsheets.Reports;

/// <summary>A page in the making. What stands between the braces of an interpolated string is escaped; only another <see cref="Html"/> is taken as it is.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup with values in it.</summary>
    /// <param name="markup">An interpolated string.</param>
    public Html Add([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>Markup by itself.</summary>
    /// <param name="markup">An interpolated string.</param>
    public static Html Of(Action<Html> markup)
    {
        var html = new Html();
        markup(html);
        return html;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Puts the pieces of an interpolated string into a page.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        /// <summary>Creates one; the compiler does.</summary>
        /// <param name="literalLength">Characters of markup.</param>
        /// <param name="formattedCount">Number of values.</param>
        /// <param name="html">Where to.</param>
        public Markup(int literalLength, int formattedCount, Html html)
        {
            _ = literalLength;
            _ = formattedCount;
            _text = html._text;
        }

        /// <summary>Markup that stands in the program.</summary>
        /// <param name="markup">As it is.</param>
        public void AppendLiteral(string markup) => _text.Append(markup);

        /// <summary>Markup made before.</summary>
        /// <param name="html">As it is.</param>
        public void AppendFormatted(Html html) => _text.Append(html._text);

        /// <summary>A text, escaped.</summary>
        /// <param name="text">Any text.</param>
        public void AppendFormatted(string? text) => _text.Append(text is null ? string.Empty : HtmlEncoder.Default.Encode(text));

        /// <summary>A number as markup reads it.</summary>
        /// <param name="number">The number.</param>
        public void AppendFormatted(double number) => _text.Append(number.ToString("0.##", CultureInfo.InvariantCulture));
    }
}
