using System.Security.Cryptography;
using System.Text;
using RiskFunctions.LocalHost.Sandbox.Validation;

namespace RiskFunctions.LocalHost.Sandbox.Recording;

/// <summary>Remembers the latest subjects as hashes, so that a subject accepted twice is seen without keeping any address.</summary>
internal sealed class SubjectMemory(int capacity)
{
    private readonly HashSet<UInt128> _known = [];
    private readonly Queue<UInt128> _order = [];

    /// <summary>False when the same address, message and timestamp is remembered already.</summary>
    public bool Add(ReceivedSubject subject, string? timestamp)
    {
        // A line feed can stand in none of the three, so the joined text is unambiguous.
        var text = $"{subject.Ip}\n{subject.Message}\n{timestamp}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var key = new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, sizeof(ulong)));
        if (!_known.Add(key))
        {
            return false;
        }

        _order.Enqueue(key);
        if (_order.Count > capacity)
        {
            _known.Remove(_order.Dequeue());
        }

        return true;
    }
}
