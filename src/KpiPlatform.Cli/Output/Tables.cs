using Spectre.Console;

namespace KpiPlatform.Cli.Output;

/// <summary>The look that all tables share: a line under the headings, one space between columns.</summary>
internal static class Tables
{
    /// <summary>A table without columns.</summary>
    public static Table Empty() => new Table().Border(TableBorder.Simple);

    /// <summary>Adds a column with a heading. The border itself leaves a space between columns; <paramref name="gap"/> adds to it.</summary>
    public static Table Column(this Table table, string title, bool alignRight = false, bool wrap = true, int gap = 1)
    {
        var column = new TableColumn(new Text(title)) { Padding = new Padding(0, 0, gap, 0), NoWrap = !wrap };
        column.Alignment = alignRight ? Justify.Right : Justify.Left;
        return table.AddColumn(column);
    }

    /// <summary>A table of records.</summary>
    public static Table Build<T>(IReadOnlyList<TableColumn<T>> columns, IEnumerable<T> rows)
    {
        var table = Empty();
        foreach (var column in columns)
            table.Column(column.Title, column.AlignRight, wrap: !column.AlignRight);
        foreach (var row in rows)
            table.AddRow(columns.Select(c => new Markup(c.Cell(row))).ToArray<Spectre.Console.Rendering.IRenderable>());
        return table;
    }

    /// <summary>Names and values below each other.</summary>
    public static Grid Pairs(IEnumerable<(string Name, string ValueMarkup)> pairs)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) }).AddColumn(new GridColumn { Padding = new Padding(0) });
        foreach (var (name, value) in pairs)
            grid.AddRow(new Text(name), new Markup(value));
        return grid;
    }
}
