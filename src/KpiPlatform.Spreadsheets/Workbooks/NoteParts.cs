using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace KpiPlatform.Spreadsheets.Workbooks;

/// <summary>Notes on cells: the texts, and the drawing without which programs do not show them.</summary>
internal static class NoteParts
{
    private const string Author = "KpiPlatform";

    /// <summary>Adds notes to a sheet.</summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="notes">Columns from 0, rows from 1, and texts.</param>
    /// <returns>Id of the drawing, which the sheet has to name.</returns>
    public static string AddTo(WorksheetPart sheet, IReadOnlyList<(int Column, int Row, string Text)> notes)
    {
        var list = new CommentList();
        foreach (var (column, row, text) in notes)
            list.Append(new Comment(new CommentText(new Run(new Text(XmlText.Encode(text)) { Space = DocumentFormat.OpenXml.SpaceProcessingModeValues.Preserve }))) { Reference = string.Create(CultureInfo.InvariantCulture, $"{ColumnLetters.Of(column)}{row}"), AuthorId = 0 });
        sheet.AddNewPart<WorksheetCommentsPart>().Comments = new Comments(new Authors(new Author(Author)), list);
        var drawing = sheet.AddNewPart<VmlDrawingPart>();
        using (var stream = new MemoryStream(Encoding.UTF8.GetBytes(Drawing(notes))))
            drawing.FeedData(stream);
        return sheet.GetIdOfPart(drawing);
    }

    private static string Drawing(IReadOnlyList<(int Column, int Row, string Text)> notes)
    {
        var xml = new StringBuilder(
            """
            <xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
            <o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
            <v:shapetype id="note" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>

            """);
        for (var i = 0; i < notes.Count; i++)
        {
            var (column, row, _) = notes[i];
            xml.Append(
                CultureInfo.InvariantCulture,
                $"""
                <v:shape id="note{i + 1}" type="#note" style="position:absolute;width:220pt;height:70pt;z-index:{i + 1};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{column + 1}, 15, {row - 1}, 10, {column + 4}, 15, {row + 4}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>

                """);
        }

        return xml.Append("</xml>").ToString();
    }
}
