using System.Threading.Channels;

namespace KpiPlatform.Crash.Overload;

/// <summary>Taking offers.</summary>
internal static class OfferReading
{
    /// <summary>Waits for an offer and takes it; false if there will be none. Others may have taken it meanwhile: then waits again.</summary>
    public static async ValueTask<bool> AndTake(this ValueTask<bool> waiting, ChannelReader<bool> offers)
    {
        while (await waiting)
        {
            if (offers.TryRead(out _))
                return true;
            waiting = offers.WaitToReadAsync();
        }

        return false;
    }
}
