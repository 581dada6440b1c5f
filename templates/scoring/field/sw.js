{% autoescape off %}// Printed by the server: what belongs to this version of the app. The rest is in static/js/field/worker.js.
import { serve } from "{{ worker }}";

serve({{ told }});
{% endautoescape %}
