using KpiPlatform.Grains.Embedded.Tests.Support;

namespace KpiPlatform.Grains.Embedded.Tests.Storage;

internal sealed class NoteGrain(
    Journal journal,
    [PersistentState("note")] IPersistentState<Note> note,
    [PersistentState("other", "Archive")] IPersistentState<Note> other) : Grain, INoteGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        journal.Add($"deactivate note {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Write(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync(CancellationToken.None);
    }

    public async Task<string> WriteOrReread(string text)
    {
        try
        {
            await Write(text);
        }
        catch (InconsistentStateException)
        {
            await note.ReadStateAsync();
        }

        return note.State.Text;
    }

    public Task ChangeWithoutWriting(string text)
    {
        note.State.Text = text;
        return Task.CompletedTask;
    }

    public Task Clear() => note.ClearStateAsync();

    public Task<string> Describe() => Task.FromResult(
        $"'{note.State.Text}' exists: {note.RecordExists} etag: {(note.Etag is null ? "none" : "some")} other: {other.State.Text.Length}");

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
