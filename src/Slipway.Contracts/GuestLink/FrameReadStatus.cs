namespace Slipway.Contracts.GuestLink;

/// <summary>What <see cref="FrameReader.Read"/> found.</summary>
public enum FrameReadStatus
{
    /// <summary>Give the reader more bytes.</summary>
    NeedMoreData,

    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>The peer broke the rules (<see cref="FrameReader.Violation"/>): the conversation is over, and the reader looks for the next one's
    /// preamble from here on.</summary>
    Violation,
}
