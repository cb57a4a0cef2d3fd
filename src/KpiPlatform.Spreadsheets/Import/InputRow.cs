namespace KpiPlatform.Spreadsheets.Import;

/// <summary>A row from outside that holds something.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Cells">Its cells by column, from 0; those that are empty are left out.</param>
internal sealed record InputRow(int Number, IReadOnlyDictionary<int, InputCell> Cells)
{
    /// <summary>A cell; an empty one where there is none.</summary>
    /// <param name="column">From 0.</param>
    public InputCell this[int column] => Cells.GetValueOrDefault(column);
}
